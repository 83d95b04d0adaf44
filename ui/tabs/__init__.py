"""The tabs of the page, one module each, and Gradio itself: it reads its environment when it is imported, so that is set here first."""

import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import gradio as gr  # after its environment

__all__ = ["gr"]
