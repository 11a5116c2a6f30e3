namespace SPAgent;

/// <summary>Which codec serves on this machine: the system's libraries where they are, SkiaSharp where one is
/// absent.</summary>
/// <remarks>Asked at the first picture that needs it. SkiaSharp is not loaded before, nor at all where the system's
/// library serves.</remarks>
internal static class PictureCodecs
{
    private static readonly Lazy<IPictureCodec> s_jpeg = new(() => Choose(NativeLibraries.TurboJpeg, "tjGetErrorStr2"));
    private static readonly Lazy<IPictureCodec> s_webP = new(() => Choose(NativeLibraries.WebP, "WebPDecodeRGBAInto"));

    /// <summary>For JPEG, both ways.</summary>
    public static IPictureCodec Jpeg => s_jpeg.Value;

    /// <summary>For WebP.</summary>
    public static IPictureCodec WebP => s_webP.Value;

    /// <param name="library">One of <see cref="NativeLibraries"/>.</param>
    /// <param name="newest">The function of those in use that came last: a library without it is too old.</param>
    private static IPictureCodec Choose(string library, string newest) =>
        NativeLibraries.Has(library, newest) ? new InstalledCodec() : new SkiaCodec();
}
