using System.Runtime.InteropServices;

namespace SPAgent;

/// <summary>The TurboJPEG functions in use. Pillow's pixels and bytes need <see cref="AccurateDct"/>, both
/// ways.</summary>
internal static unsafe partial class TurboJpeg
{
    public const int Rgb = 0, Cmyk = 11, Sampling420 = 2;
    public const int AccurateDct = 4096, NoRealloc = 1024, StopOnWarning = 8192, LimitScans = 32768;

    static TurboJpeg() => NativeLibraries.Register();

    [LibraryImport(NativeLibraries.TurboJpeg, EntryPoint = "tjInitDecompress")]
    public static partial nint InitDecompress();

    [LibraryImport(NativeLibraries.TurboJpeg, EntryPoint = "tjInitCompress")]
    public static partial nint InitCompress();

    [LibraryImport(NativeLibraries.TurboJpeg, EntryPoint = "tjDestroy")]
    public static partial int Destroy(nint handle);

    [LibraryImport(NativeLibraries.TurboJpeg, EntryPoint = "tjDecompress2")]
    public static partial int Decompress(
        nint handle, byte* jpeg, CULong length, byte* target, int width, int pitch, int height,
        int pixelFormat, int flags);

    [LibraryImport(NativeLibraries.TurboJpeg, EntryPoint = "tjCompress2")]
    public static partial int Compress(
        nint handle, byte* source, int width, int pitch, int height, int pixelFormat, byte** jpeg, CULong* length,
        int sampling, int quality, int flags);

    /// <summary>The most bytes that a picture of this size can take.</summary>
    [LibraryImport(NativeLibraries.TurboJpeg, EntryPoint = "tjBufSize")]
    public static partial CULong MaxLength(int width, int height, int sampling);

    [LibraryImport(NativeLibraries.TurboJpeg, EntryPoint = "tjGetErrorStr2")]
    private static partial byte* GetErrorStr(nint handle);

    public static string Error(nint handle) => Marshal.PtrToStringUTF8((nint)GetErrorStr(handle)) ?? "";
}
