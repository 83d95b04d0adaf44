"""The index: a catalogue of sources and passages, their vectors in Chroma, and a lexical base beside them."""
