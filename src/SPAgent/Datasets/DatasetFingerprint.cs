using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SPAgent.Internal;

/// <summary>Identity of the data of a dataset; what it is made of stands with
/// <see cref="ImageDataset.Fingerprint"/>.</summary>
public static class DatasetFingerprint
{
    private const long WholeContent = 64 << 20;

    /// <summary>64 hexadecimal digits of the files, each under the name that the dataset gives it. Goes through them
    /// twice.</summary>
    public static string Of(string kind, IEnumerable<(string Name, string File)> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        bool whole = IsSmall(files);
        Add(hash, kind);
        foreach ((string? name, string? file) in files)
        {
            FileInfo info = LocalPath.Info(file);
            Add(hash, name);
            Add(hash, info.Exists ? info.Length : -1);
            if (!info.Exists) continue;
            if (whole) AddContent(hash, file, info.Length);
            else Add(hash, info.LastWriteTimeUtc.Ticks);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>64 hexadecimal digits of files that a hash of their ends tells apart.</summary>
    public static string Of(string kind, IEnumerable<(string Name, long Length, byte[] Hash)> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, kind);
        foreach ((string name, long length, byte[] end) in files)
        {
            Add(hash, name);
            Add(hash, length);
            hash.AppendData(end);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static bool IsSmall(IEnumerable<(string Name, string File)> files)
    {
        long total = 0;
        foreach ((string _, string? file) in files)
        {
            FileInfo info = LocalPath.Info(file);
            if (info.Exists) total += info.Length;
            if (total > WholeContent) return false;
        }

        return true;
    }

    private static void AddContent(IncrementalHash hash, string file, long length)
    {
        if (length == 0) return;
        var data = DataFile.Open(file);
        byte[] buffer = new byte[65_536];
        for (long at = 0; at < data.Length;)
        {
            int read = data.ReadUpTo(at, buffer);
            hash.AppendData(buffer, 0, read);
            at += read;
        }
    }

    private static void Add(IncrementalHash hash, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Add(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void Add(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
