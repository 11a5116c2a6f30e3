namespace SPAgent;

/// <summary>A picture that belongs into the text of a row as Base64.</summary>
/// <param name="Offset">Its place, in bytes from the start of the text.</param>
/// <param name="Image">The picture.</param>
internal readonly record struct EmbeddedImage(int Offset, TrainingImage Image);
