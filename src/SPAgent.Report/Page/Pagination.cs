using System.Globalization;

namespace SPAgent;

/// <summary>Which item is on which page, and how pages link to each other.</summary>
internal sealed class Pagination(string file, IReadOnlyList<string> anchors, int mostOnOnePage)
{
    private const int ItemsAPage = 100, MostTinyPictures = 3000;

    private readonly string _folder = $"{Path.GetFileNameWithoutExtension(file)}_pages";

    /// <summary>Whether items are on pages beside the first one.</summary>
    public bool HasPages => anchors.Count > mostOnOnePage;

    public int Count => anchors.Count;

    public IEnumerable<int> Numbers => Enumerable.Range(0, anchors.Count);

    public int PageOf(int number) => HasPages ? number / ItemsAPage : 0;

    public bool EndsPage(int number) => number + 1 == anchors.Count || PageOf(number + 1) != PageOf(number);

    public string PathOf(int page) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, _folder, Name(page));

    /// <summary>The script with the words of a page.</summary>
    public string WordsPathOf(int page) => Path.ChangeExtension(PathOf(page), ".js");

    /// <summary>The addresses of these scripts, from the overview.</summary>
    public IReadOnlyList<string> Words => HasPages ? [.. Enumerable.Range(0, PageOf(anchors.Count - 1) + 1)
        .Select(page => $"{Uri.EscapeDataString(_folder)}/{Path.ChangeExtension(Name(page), ".js")}")] : [];

    public PagePlace PlaceOf(int number) => new(
        number,
        anchors[number],
        HasPages ? $"{Uri.EscapeDataString(_folder)}/{Name(PageOf(number))}#{anchors[number]}" : $"#{anchors[number]}",
        new PageLinks(
            HasPages ? $"../{Uri.EscapeDataString(Path.GetFileName(file))}" : "#top",
            number == 0 ? null : Link(number, number - 1),
            number + 1 == anchors.Count ? null : Link(number, number + 1)),
        anchors.Count <= MostTinyPictures);

    private string Link(int from, int to) =>
        PageOf(from) == PageOf(to) ? $"#{anchors[to]}" : $"{Name(PageOf(to))}#{anchors[to]}";

    private static string Name(int page) => string.Create(CultureInfo.InvariantCulture, $"{page + 1:0000}.html");
}
