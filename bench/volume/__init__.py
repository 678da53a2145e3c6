"""Does a full database slow the next order down?"""
