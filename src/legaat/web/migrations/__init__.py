"""Migrations of the web face's database."""
