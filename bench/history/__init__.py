"""What do the reports and lists of a quarter of a year cost?"""
