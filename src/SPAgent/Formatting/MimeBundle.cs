namespace SPAgent;

/// <summary>
/// How a value looks: the same content in one or more mime types. A notebook shows the richest type that it knows, a
/// terminal <c>text/plain</c>. Never changes; the <c>With…</c> methods return a larger bundle.
/// </summary>
public sealed class MimeBundle
{
    private readonly Part[] _parts;
    private readonly (string Type, int WidthPx, int HeightPx)[] _sizes;

    private MimeBundle(Part[] parts, (string Type, int WidthPx, int HeightPx)[] sizes) =>
        (_parts, _sizes) = (parts, sizes);

    private sealed record Part(string Type, Lazy<string?> Content, bool OnRequest);

    /// <summary>The mime types that are shown together, in the order in which they were added.</summary>
    public IEnumerable<string> Types => _parts.Where(part => !part.OnRequest).Select(part => part.Type);

    /// <summary>Sizes on screen of pictures whose pixels are meant to be drawn smaller or larger.</summary>
    public IReadOnlyList<(string Type, int WidthPx, int HeightPx)> Sizes => _sizes;

    /// <summary>The content of one mime type, or null when the bundle has none. PNG, JPEG and GIF are base64, JSON
    /// types are JSON text.</summary>
    public string? this[string mimeType] => Array.Find(_parts, part => part.Type == mimeType)?.Content.Value;

    /// <summary>Whether the content of a mime type is there already; false for one that is made only when it is asked
    /// for.</summary>
    public bool IsMade(string mimeType) =>
        Array.Find(_parts, part => part.Type == mimeType)?.Content.IsValueCreated == true;

    /// <summary>A bundle of plain text alone.</summary>
    public static MimeBundle Text(string text) =>
        new([new("text/plain", new Lazy<string?>(text), OnRequest: false)], []);

    /// <summary>A bundle of HTML, with the plain text for places that show none.</summary>
    public static MimeBundle Html(string html, string text) => Text(text).With("text/html", html);

    /// <summary>Adds the content in one more mime type, or replaces it.</summary>
    public MimeBundle With(string mimeType, string content) =>
        With(mimeType, new Lazy<string?>(content), onRequest: false);

    /// <summary>
    /// Adds a content that is costly to make; <paramref name="content"/> runs once, and only when that mime type is
    /// asked for. Null when it can't be made here: the rest is shown without it.
    /// </summary>
    public MimeBundle With(string mimeType, Func<string?> content) =>
        With(mimeType, new Lazy<string?>(content), onRequest: false);

    /// <summary>
    /// Adds a content for hosts that can't take the richer ones. It is not among <see cref="Types"/> and goes out only
    /// where this mime type is asked for by name.
    /// </summary>
    public MimeBundle WithOnRequest(string mimeType, Func<string?> content) =>
        With(mimeType, new Lazy<string?>(content), onRequest: true);

    /// <summary>Says how large a picture is drawn, in CSS pixels.</summary>
    public MimeBundle WithSize(string mimeType, int widthPx, int heightPx)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(widthPx);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(heightPx);
        return new MimeBundle(_parts, [.. _sizes.Where(size => size.Type != mimeType), (mimeType, widthPx, heightPx)]);
    }

    /// <summary>The plain text, so that a script can print the bundle.</summary>
    public override string ToString() => this["text/plain"] ?? "";

    private MimeBundle With(string mimeType, Lazy<string?> content, bool onRequest)
    {
        ArgumentException.ThrowIfNullOrEmpty(mimeType);
        return new MimeBundle(
            [.. _parts.Where(part => part.Type != mimeType), new(mimeType, content, onRequest)], _sizes);
    }
}
