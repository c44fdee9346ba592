"""What is done with challenges and with the care a project takes."""
