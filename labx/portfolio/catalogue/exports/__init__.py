"""A published project in the forms that other places read. Each is made of `facts` alone."""
