"""What happens in the venue, told to those who should hear it: facts of orders, kitchen and rooms become calls of im.

Each subject also answers here, at the moment of sending, whether it is still true and what is to be said of it now.
"""
