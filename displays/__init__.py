"""What people look at: pages, styles and scripts. Pages read; they never write."""
