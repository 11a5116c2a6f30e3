namespace SPAgent;

/// <summary>The kernels of Pillow that are used here, by how far they reach.</summary>
internal enum ResampleFilter
{
    Bicubic = 2,
    Lanczos = 3,
}
