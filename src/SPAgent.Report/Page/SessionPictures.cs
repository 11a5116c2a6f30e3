using System.Text.Json;

namespace SPAgent;

/// <summary>The pictures of a session: each is in the page once, and shown again by reference.</summary>
internal sealed class SessionPictures
{
    private const int MostPictures = 60;

    private readonly Dictionary<string, (string Id, PagePicture? Picture)> _byFile = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _byName = new(StringComparer.Ordinal);
    private readonly HashSet<string> _shown = new(StringComparer.Ordinal);

    /// <summary>The first picture as the list shows it.</summary>
    public string? Tiny { get; private set; }

    /// <summary>Reads the copies that the collection keeps. One that can't be decoded is named in place of the
    /// picture.</summary>
    /// <exception cref="ImageException">The machine has no codec for JPEG.</exception>
    public static SessionPictures Of(CollectedSession session, PagePlace place, bool wanted)
    {
        SessionPictures pictures = new();
        if (!wanted) return pictures;
        foreach ((string name, string file) in Copies(session))
        {
            pictures._byName.TryAdd(name, file);
            if (!pictures._byFile.ContainsKey(file) && pictures._byFile.Count < MostPictures)
                pictures.Add(file, $"p{place.Number}-{pictures._byFile.Count}", place.Tiny);
        }

        return pictures;
    }

    /// <summary>The files of the pictures in the order of their ids.</summary>
    public static IEnumerable<string> Files(CollectedSession session) =>
        Copies(session).Select(copy => copy.File).Distinct(StringComparer.Ordinal).Take(MostPictures);

    /// <summary>A picture by the name that samples and tool results give it, with what a call asked for drawn on it;
    /// null when there is no copy of it.</summary>
    public Html? Show(string name, Html caption, JsonElement? drawn = null)
    {
        if (!_byName.TryGetValue(name, out string? file)
            || !_byFile.TryGetValue(file, out (string Id, PagePicture? Picture) found)) return null;
        if (found.Picture is not PagePicture picture)
            return
                Html.Of(
                    $"<figure class=\"shot\"><figcaption>{caption} <span class=\"bad\">can't be read</span></figcaption></figure>");
        Html sized = Html.Of($"{caption}, {picture.Size}");
        return _shown.Add(found.Id) ? PictureFigure.OfDrawn(found.Id, picture, drawn, sized)
            : PictureFigure.Again(found.Id, picture, drawn, sized);
    }

    private static IEnumerable<(string Name, string File)> Copies(CollectedSession session)
    {
        foreach (InferenceSample sample in session.Samples)
        {
            for (int i = 0; i < sample.Images.Count; i++)
            {
                if (session.SavedImagePath(sample, i) is { } file) yield return (sample.Images[i], file);
            }
        }
    }

    private void Add(string file, string id, bool tiny)
    {
        try
        {
            (PagePicture picture, string? first) = Thumbnail.Both(RasterImage.Load(file), tiny && Tiny is null);
            Tiny ??= first;
            _byFile[file] = (id, picture);
        }
        catch (Exception broken) when (broken is (ImageException and not { Kind: ImageErrorKind.MissingLibrary })
            or IOException or UnauthorizedAccessException)
        {
            _byFile[file] = (id, null);
        }
    }
}
