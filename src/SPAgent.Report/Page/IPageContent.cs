namespace SPAgent;

/// <summary>What a page is about. The page around it, the list, the links and the pages beside it are the same for
/// traces and sessions.</summary>
internal interface IPageContent
{
    string Title { get; }

    /// <summary>What one item is called: trace or session.</summary>
    string Thing { get; }

    /// <summary>Whether places are drawn on maps, whose outlines weigh 40 KB.</summary>
    bool HasMaps { get; }

    /// <summary>The fragment that leads to each item, in the order of the list.</summary>
    IReadOnlyList<string> Anchors { get; }

    /// <summary>What the list can be narrowed down to: the value that rows carry, and its name.</summary>
    IReadOnlyList<(string Value, string Name)> Outcomes { get; }

    /// <summary>How the list can be sorted, the order of the folder first.</summary>
    IReadOnlyList<(string Value, string Name)> Orders { get; }

    IReadOnlyList<string> Tools { get; }

    /// <summary>Lays one item out; null when it can't be read. Called from several threads at once.</summary>
    PageItem? Lay(PagePlace place, CancellationToken cancellationToken);

    /// <summary>What all items add up to.</summary>
    Html Overview(IReadOnlyList<GeoAnswer> places, IReadOnlyCollection<string> models);
}

/// <summary>Where an item stands: its place in the list from 0, its fragment, where its links lead, and whether the
/// list shows a picture of it (very long ones don't).</summary>
internal sealed record PagePlace(int Number, string Anchor, string FromOverview, PageLinks Links, bool Tiny = true)
{
    /// <summary>The place of an item that is on a page of its own.</summary>
    public static PagePlace Alone { get; } = new(0, "alone", "", new PageLinks(null, null, null));
}

/// <summary>Where the links of an article lead; null for those that it has not.</summary>
internal sealed record PageLinks(string? Overview, string? Before, string? After);

/// <summary>An item laid out: its row of the list, its article, and what the overview wants to know of it.</summary>
internal sealed record PageItem(Html Row, Html Article, GeoAnswer? Place, string? Model);
