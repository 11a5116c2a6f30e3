namespace SPAgent.Tests.Display;

public sealed class TableHtmlTests
{
    [Fact]
    public void A_cell_is_text_whatever_it_holds() => Assert.Contains(
        "<td dir=\"auto\">&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; \uFFFD</td>",
        TableHtml.Of(Table.From([new { X = "<script>alert('1')</script> & \u202e" }])), StringComparison.Ordinal);

    [Fact]
    public void Numbers_stand_right_and_rows_beyond_the_limit_are_counted()
    {
        string html = TableHtml.Of(Table.From(Enumerable.Range(0, 12).Select(i => new { I = i * 1000 })), mostRows: 10);
        Assert.Contains("<td align=\"right\" dir=\"auto\">9,000</td>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("10,000", html, StringComparison.Ordinal);
        Assert.EndsWith("<p>… 2 more rows</p>", html, StringComparison.Ordinal);
    }
}
