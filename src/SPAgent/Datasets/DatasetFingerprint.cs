using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SPAgent.Internal;

/// <summary>Identity of the data of a dataset; what it is made of stands with
/// <see cref="ImageDataset.Fingerprint"/>.</summary>
public static class DatasetFingerprint
{
    private const long WholeContent = 64 << 20;
    private const int DrawnRows = 64;

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

    /// <summary>
    /// Tells copies of a large dataset, whose fingerprint holds times of last write, from other data: by rows, names
    /// and lengths of files, and by the content of 64 rows.
    /// </summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="seed">Which rows are drawn.</param>
    /// <returns>64 hexadecimal digits; null where the fingerprint is made of content.</returns>
    public static string? OfCopies(ImageDataset dataset, int seed)
    {
        if (dataset.FingerprintFiles is not { } files || IsSmall(files)) return null;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, dataset.Kind);
        Add(hash, dataset.Count);
        foreach ((string name, string file) in files)
        {
            FileInfo info = LocalPath.Info(file);
            Add(hash, name);
            Add(hash, info.Exists ? info.Length : -1);
        }

        HashRandom random = HashRandom.From("copies"u8, seed, dataset.Count);
        HashSet<int> drawn = [];
        while (drawn.Count < Math.Min(DrawnRows, dataset.Count)) drawn.Add(random.Next(dataset.Count));
        foreach (int row in drawn.Order()) Add(hash, dataset[row]);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Add(IncrementalHash hash, DatasetRow row)
    {
        Add(hash, row.Index);
        Add(hash, row.ToJson());
        foreach (DatasetImage image in row.Images)
        {
            try
            {
                byte[] bytes = image.GetBytes();
                Add(hash, bytes.Length);
                hash.AppendData(bytes);
            }
            catch (DatasetException)
            {
                // A picture that is missing is missing in each copy.
                Add(hash, -1);
            }
        }
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
        using var data = DataFile.Open(file);
        byte[] buffer = new byte[65_536];
        for (long at = 0; at < data.Length;)
        {
            int read = data.ReadUpTo(at, buffer);
            if (read == 0) throw new DatasetException(file, "it is shorter than the system says.");
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
