"""One process per cell: decodes with OpenCV and paints a Qt window. cv2 lives here and nowhere else."""
