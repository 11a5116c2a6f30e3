using System.Security.Cryptography;

namespace SPAgent;

/// <summary>All traces of a pack in order, each held against its hash.</summary>
internal static class PackContents
{
    /// <summary>The traces with their files; one that is damaged has none, and a problem instead.</summary>
    /// <exception cref="InvalidDataException">An index is damaged.</exception>
    public static IEnumerable<(PackedTrace Trace, byte[]? File, string? Problem)> Read(
        string pack, PackManifest manifest)
    {
        foreach (PackPart part in manifest.Parts)
        {
            (PackFrame[] frames, IReadOnlyList<PackedTrace> traces) = PackIndex.Read(pack, part);
            PackFrames unpacked = new(pack, [part], [frames]);
            foreach (PackedTrace trace in traces)
            {
                (byte[]? file, string? problem) = Read(unpacked, trace);
                yield return (trace, file, problem);
            }
        }
    }

    private static (byte[]? File, string? Problem) Read(PackFrames frames, PackedTrace trace)
    {
        try
        {
            byte[] file = PackedTraces.Restore(frames.Read(0, trace.Frame), trace.At, trace.Length, trace.Layout);
            return Convert.ToHexStringLower(SHA256.HashData(file)) == trace.Sha256 ? (file, null)
                : (null, "its hash is not the one of the index");
        }
        catch (InvalidDataException damaged)
        {
            return (null, damaged.Message);
        }
    }
}
