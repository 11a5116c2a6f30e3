using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SPAgent;

/// <summary>Finds the two native libraries: by the name that their packages give them, then in a conda environment.</summary>
internal static class NativeLibraries
{
    public const string TurboJpeg = "spagent-turbojpeg";
    public const string WebP = "spagent-webp";

    /// <summary>Environment variable with the path of libturbojpeg; where it is set, nothing else is tried.</summary>
    public const string TurboJpegVariable = "SPAGENT_TURBOJPEG";

    static NativeLibraries() => NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, Resolve);

    /// <summary>Makes the names above resolvable, once, before it returns to any thread.</summary>
    public static void Register() => RuntimeHelpers.RunClassConstructor(typeof(NativeLibraries).TypeHandle);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        IEnumerable<string> candidates = name switch
        {
            TurboJpeg => TurboJpegCandidates(Environment.GetEnvironmentVariable),
            WebP => Candidates(["libwebp.so.7", "libwebp.7.dylib", "libwebp.dll"], Environment.GetEnvironmentVariable),
            _ => [],
        };
        foreach (string candidate in candidates)
        {
            if (NativeLibrary.TryLoad(candidate, out nint handle)) return handle;
        }

        return 0;
    }

    internal static IEnumerable<string> TurboJpegCandidates(Func<string, string?> environment) =>
        environment(TurboJpegVariable) is { Length: > 0 } path
            ? [path]
            : Candidates(["libturbojpeg.so.0", "libturbojpeg.0.dylib", "turbojpeg.dll"], environment);

    private static IEnumerable<string> Candidates(string[] names, Func<string, string?> environment)
    {
        IEnumerable<string> found = names;
        if (environment("CONDA_PREFIX") is { Length: > 0 } prefix)
        {
            found = found.Concat(names.Select(name => Path.Combine(prefix, "lib", name)));
        }

        return found;
    }
}
