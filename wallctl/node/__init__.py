"""One per render machine: tells renderers what to show and supervises them. No Qt, no cv2."""
