namespace SPAgent;

/// <summary>The two kernels of Pillow that the image scores need.</summary>
internal enum ResampleFilter
{
    Bicubic = 2,
    Lanczos = 3,
}
