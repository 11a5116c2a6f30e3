using System.Reflection;

namespace SPAgent.Serve;

/// <summary>Picture formats that a package of ours beside this program reads; without it, those are named as not
/// read.</summary>
internal static class ForeignPictures
{
    public static void Add()
    {
        try
        {
            if (Assembly.Load("SPAgent.Interop").GetType("SPAgent.ImportedFormats") is { } type)
                ImageDataset.AddFormats(() => (IImageFormatReader)Activator.CreateInstance(type)!);
        }
        catch (FileNotFoundException)
        {
            // The package is not installed.
        }
    }
}
