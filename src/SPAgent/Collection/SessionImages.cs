namespace SPAgent;

/// <summary>The images of one session: which were named, what was in them at that moment, and under which name the copy
/// lies.</summary>
internal sealed class SessionImages(SessionFolder session, SharedImages? vault, TimeProvider time)
{
    // A file written within this time may be written again without a new time stamp: it is read anew.
    private static readonly TimeSpan s_settled = TimeSpan.FromSeconds(3);

    private readonly Dictionary<string, Seen> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(string Path, string Kept)> _fresh = [];

    private sealed record Seen(string? Name, DateTime Written, long Length, bool Settled);

    /// <summary>The copies, for the flush.</summary>
    public IEnumerable<string> Files => _taken.Select(name => Path.Combine(session.Images, name));

    /// <summary>Keeps an original image, and tells its part in the source key.</summary>
    public string KeepOriginal(string path)
    {
        // Also when the same image is named twice.
        _seen.Remove(path);
        using ImageBytes? image = Read(path, out _);
        return QuestionIdentity.OfImage(path, image?.Name);
    }

    /// <summary>
    /// Keeps the file as it is now; the name of its copy. Null when no copies are kept or it can't be read, which is
    /// not an error: the name alone stays in the sample. A file that is gone by now is the one that was seen before.
    /// </summary>
    /// <exception cref="IOException">The copy can't be written.</exception>
    public string? Keep(string path)
    {
        if (vault is null) return null;
        using ImageBytes? image = Read(path, out string? name);
        return name;
    }

    /// <summary>Keeps bytes under a name; <paramref name="pathOf"/> tells the path by which samples will name
    /// them.</summary>
    public string Keep(string name, ReadOnlySpan<byte> content, Func<string, string> pathOf)
    {
        using ImageBytes image = ImageBytes.Copy(content);
        string? copy = Store(name, image);
        string path = pathOf(copy ?? name);
        _seen[path] = new Seen(copy, default, 0, Settled: true);
        return path;
    }

    /// <summary>Hands the pictures that were new to the vault; call when they are flushed.</summary>
    public void AdoptAll()
    {
        foreach ((string path, string kept) in _fresh) SharedImages.Adopt(path, kept);
        _fresh.Clear();
    }

    // The bytes, unless the file is known to be what it was.
    private ImageBytes? Read(string path, out string? name)
    {
        // The stamp is taken before the bytes, so that a change in between is seen next time.
        FileInfo? file = ImageBytes.Find(path);
        Seen? seen = _seen.GetValueOrDefault(path);
        name = seen?.Name;
        if (file is null || (seen is { Settled: true } && seen.Written == file.LastWriteTimeUtc
            && seen.Length == file.Length)) return null;
        if (ImageBytes.TryRead(file) is not { } image) return null;

        try
        {
            name = Store(Path.GetFileName(path), image);
        }
        catch
        {
            image.Dispose();
            throw;
        }

        _seen[path] =
            new Seen(name, file.LastWriteTimeUtc, file.Length, time.GetUtcNow() - file.LastWriteTimeUtc > s_settled);
        return image;
    }

    // 1.jpg; for other bytes of that name 1_2.jpg, 1_3.jpg …
    private string? Store(string name, in ImageBytes image)
    {
        if (vault is null) return null;
        string wanted = PortableName.Of(name) is { Length: > 0 } clean ? clean : "image";
        string stem = Path.GetFileNameWithoutExtension(wanted), extension = Path.GetExtension(wanted), free = wanted;
        for (int next = 2; _taken.Contains(free); next++)
        {
            if (image.IsIn(Path.Combine(session.Images, free))) return free;
            free = $"{stem}_{next}{extension}";
        }

        if (_taken.Count == 0) session.Make(session.Images);
        string path = Path.Combine(session.Images, free), kept = vault.PathOf(image);
        if (!SharedImages.TryLink(kept, path, image))
        {
            WholeFile.Create(path, image.Span);
            _fresh.Add((path, kept));
        }

        _taken.Add(free);
        return free;
    }
}
