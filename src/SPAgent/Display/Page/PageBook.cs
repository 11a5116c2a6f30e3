using System.Globalization;

namespace SPAgent;

/// <summary>Which trace is on which page, and how pages link to each other.</summary>
internal sealed class PageBook(string file, IReadOnlyList<int> indices, int tracesAPage)
{
    private readonly string _folder = $"{Path.GetFileNameWithoutExtension(file)}_pages";

    /// <summary>Whether traces are on pages beside the first one.</summary>
    public bool HasPages => indices.Count > tracesAPage;

    /// <summary>Places of the traces in the order of the folder, from 0.</summary>
    public IEnumerable<int> Numbers => Enumerable.Range(0, indices.Count);

    public int IndexOf(int number) => indices[number];

    public int PageOf(int number) => HasPages ? number / tracesAPage : 0;

    public bool EndsPage(int number) => number + 1 == indices.Count || PageOf(number + 1) != PageOf(number);

    public string PathOf(int page) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, _folder, Name(page));

    public string FromOverview(int number) => HasPages ? $"{Uri.EscapeDataString(_folder)}/{Name(PageOf(number))}#t{IndexOf(number)}" : $"#t{IndexOf(number)}";

    public PageLinks LinksOf(int number) => new(
        HasPages ? $"../{Uri.EscapeDataString(Path.GetFileName(file))}" : "#top",
        number == 0 ? null : Link(number, number - 1),
        number + 1 == indices.Count ? null : Link(number, number + 1));

    private string Link(int from, int to) => PageOf(from) == PageOf(to) ? $"#t{IndexOf(to)}" : $"{Name(PageOf(to))}#t{IndexOf(to)}";

    private static string Name(int page) => string.Create(CultureInfo.InvariantCulture, $"{page + 1:0000}.html");
}
