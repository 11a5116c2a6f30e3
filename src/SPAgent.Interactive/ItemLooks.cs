namespace SPAgent.Interactive;

/// <summary>The looks of things one below the other, for lists that have no look of their own.</summary>
internal static class ItemLooks
{
    private const int MostItems = 20;

    public static MimeBundle Of(IEnumerable<object> items)
    {
        object[] taken = [.. items.Take(MostItems + 1)];
        MimeBundle[] looks = [.. taken.Take(MostItems).Select(item => RendererTable.Default.Render(item) ?? MimeBundle.Text(item.ToString() ?? ""))];
        string more = taken.Length > MostItems ? "… and more" : "";
        return MimeBundle.Html(
            $"{string.Concat(looks.Select(look => look["text/html"] ?? Html.Of($"<p>{look.ToString()}</p>").Markup))}<p>{more}</p>",
            string.Join('\n', looks.Select(look => look.ToString()).Append(more)));
    }
}
