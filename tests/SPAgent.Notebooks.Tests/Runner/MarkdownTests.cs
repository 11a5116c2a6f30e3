namespace SPAgent.Notebooks.Tests;

public sealed class MarkdownTests
{
    [Theory]
    [InlineData("## A *b* `c*d*`", "<h2>A <i>b</i> <code>c*d*</code></h2>\n")]
    [InlineData("one\ntwo\n\nthree **x**", "<p>one\ntwo</p>\n<p>three <b>x</b></p>\n")]
    [InlineData("- a\n- b\n  more", "<ul><li>a</li><li>b\nmore</li></ul>\n")]
    [InlineData("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>\n")]
    [InlineData("```csharp\nint x < 1;\n```\nend", "<pre class=\"code\">int x &lt; 1;</pre>\n<p>end</p>\n")]
    [InlineData("| a | b |\n|---|---|\n| 1 | 2 |",
        "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>\n")]
    [InlineData("> said", "<blockquote><p>said</p>\n</blockquote>\n")]
    [InlineData("[x](https://e.org/a)", "<p><a href=\"https://e.org/a\">x</a></p>\n")]
    [InlineData("[x](javascript:alert)", "<p>[x](javascript:alert)</p>\n")]
    [InlineData("![x](p/y.png)", "<p><img alt=\"x\" src=\"p/y.png\"></p>\n")]
    [InlineData("[_x_](https://e.org/_a_/**b**)",
        "<p><a href=\"https://e.org/_a_/**b**\"><i>x</i></a></p>\n")]
    [InlineData("[![x](p/_y_.png)](https://e.org/_z_/)",
        "<p><a href=\"https://e.org/_z_/\"><img alt=\"x\" src=\"p/_y_.png\"></a></p>\n")]
    [InlineData("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n")]
    [InlineData("snake_case_name and 2*3*4", "<p>snake_case_name and 2*3*4</p>\n")]
    [InlineData("```\nnever closed", "<pre class=\"code\">never closed</pre>\n")]
    public void The_markdown_of_notebooks_becomes_a_page(string markdown, string html) =>
        Assert.Equal(html, MarkdownHtml.Render(markdown));
}
