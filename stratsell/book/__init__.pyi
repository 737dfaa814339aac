from .book import Book as Book
