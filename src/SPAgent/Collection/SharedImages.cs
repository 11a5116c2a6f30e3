namespace SPAgent;

/// <summary>
/// The collection's <c>images</c> folder: every picture once, named by its content. Sessions hold hard links to it, so
/// a picture of a thousand sessions takes the space of one.
/// </summary>
/// <remarks>
/// A picture enters the vault only after its bytes are flushed: another session may link to it at once, and must not
/// inherit a hole that a power cut left. Bytes are compared before a link is made, so neither damage nor a forged name
/// is ever spread. Where links fail (another file system, no support, too many links) sessions keep plain copies.
/// </remarks>
internal sealed class SharedImages(string folder)
{
    /// <summary>The folder, whose entries change when a session is published.</summary>
    public string Folder => folder;

    /// <summary>Where the vault keeps a picture.</summary>
    public string PathOf(in ImageBytes image) => Path.Combine(folder, image.Name + Extension(image.Span));

    /// <summary>Links a picture of the vault to <paramref name="target"/>; false when the vault does not hold it whole,
    /// or no link can be made.</summary>
    public static bool TryLink(string kept, string target, in ImageBytes image) =>
        image.IsIn(kept) && NativeFiles.TryLink(kept, target);

    /// <summary>Takes in a flushed picture; where the vault got the same one meanwhile, the file becomes a link to
    /// it.</summary>
    public static void Adopt(string file, string kept)
    {
        if (NativeFiles.TryLink(file, kept) || ImageBytes.Find(file) is not { } found) return;
        using ImageBytes? bytes = ImageBytes.TryRead(found);
        string link = Temporaries.NameFor(file);
        if (bytes is { } image && TryLink(kept, link, image)) File.Move(link, file, overwrite: true);
    }

    // By content, not by name: the same bytes always have the same name.
    private static string Extension(ReadOnlySpan<byte> start) =>
        start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? ".jpg"
        : start.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']) ? ".png"
        : start.StartsWith("GIF8"u8) ? ".gif"
        : start.StartsWith("RIFF"u8) && start.Length >= 12 && start[8..12].SequenceEqual("WEBP"u8) ? ".webp"
        : start.StartsWith("BM"u8) ? ".bmp"
        : ".bin";
}
