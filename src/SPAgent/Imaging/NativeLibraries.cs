using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SPAgent;

/// <summary>Finds the two native libraries: by the name that their packages give them, then in a conda
/// environment.</summary>
internal static class NativeLibraries
{
    public const string TurboJpeg = "spagent-turbojpeg";
    public const string WebP = "spagent-webp";

    /// <summary>
    /// Environment variable with the path of libturbojpeg; where it is set, nothing else is tried, and a path that is
    /// not there means that the machine has no such library.
    /// </summary>
    public const string TurboJpegVariable = "SPAGENT_TURBOJPEG";

    /// <summary>The same for libwebp.</summary>
    public const string WebPVariable = "SPAGENT_WEBP";

    static NativeLibraries() => NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, Resolve);

    /// <summary>Makes the names above resolvable, once, before it returns to any thread.</summary>
    public static void Register() => RuntimeHelpers.RunClassConstructor(typeof(NativeLibraries).TypeHandle);

    /// <summary>Whether the library is there and has the function; the first that is there counts.</summary>
    public static bool Has(string name, string function) =>
        Resolve(name, typeof(NativeLibraries).Assembly, null) is not 0 and nint library
            && NativeLibrary.TryGetExport(library, function, out _);

    internal static IEnumerable<string> TurboJpegCandidates(Func<string, string?> environment) =>
        Candidates(TurboJpegVariable, ["libturbojpeg.so.0", "libturbojpeg.0.dylib", "turbojpeg.dll"], environment);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        IEnumerable<string> candidates = name switch
        {
            TurboJpeg => TurboJpegCandidates(Environment.GetEnvironmentVariable),
            WebP => Candidates(WebPVariable, ["libwebp.so.7", "libwebp.7.dylib", "libwebp.dll"],
                Environment.GetEnvironmentVariable),
            _ => [],
        };
        foreach (string candidate in candidates)
        {
            if (NativeLibrary.TryLoad(candidate, out nint handle)) return handle;
        }

        return 0;
    }

    private static IEnumerable<string> Candidates(string variable, string[] names, Func<string, string?> environment)
    {
        if (environment(variable) is { Length: > 0 } path) return [path];
        if (environment("CONDA_PREFIX") is not { Length: > 0 } prefix) return names;
        return names.Concat(names.Select(name => Path.Combine(prefix, "lib", name)));
    }
}
