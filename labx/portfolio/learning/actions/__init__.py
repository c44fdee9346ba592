"""What is done with what a project learns."""
