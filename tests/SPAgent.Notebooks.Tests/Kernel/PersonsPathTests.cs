using Microsoft.Playwright;

namespace SPAgent.Notebooks.Tests;

/// <summary>What a person does in the real notebook: open, run all, see a chart, interrupt a loop, go on; and go
/// through a lesson.</summary>
public sealed class PersonsPathTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task A_person_runs_all_sees_a_chart_interrupts_a_loop_and_goes_on()
    {
        Tool.OnlyForEndurance();
        // One red pixel, drawn 160 pixels wide.
        const string Png =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";
        _tool.Write("path.ipynb", NotebookFile.Create(
            NotebookCell.Code("a", "Console.WriteLine(\"hello from C#\");"),
            NotebookCell.Code("b",
                $"MimeBundle.Text(\"chart\").With(\"image/png\", \"{Png}\").WithSize(\"image/png\", 160, 90)"),
            NotebookCell.Code("c", "display(\"looping\"); while (true) { }")).ToString());
        await using JupyterPage jupyter = await JupyterPage.OpenAsync(_tool, "path.ipynb", port: 8917);
        IPage page = jupyter.Page;
        await jupyter.RunAllAsync();
        await page.Locator(".output_text", new() { HasText = "looping" }).WaitForAsync();
        Assert.Contains("hello from C#", await page.InnerTextAsync(".output_stdout"), StringComparison.Ordinal);
        LocatorBoundingBoxResult? chart = await page.Locator(".output_png img").BoundingBoxAsync();
        Assert.Equal(160, chart!.Width);
        await page.ClickAsync("button[title='interrupt the kernel']");
        await page.Locator(".output_error", new() { HasText = "Interrupted" }).WaitForAsync();
        await page.EvaluateAsync(
            "() => { const c = Jupyter.notebook.insert_cell_at_bottom('code'); c.set_text('40 + 2'); c.execute(); }");
        await page.Locator(".output_result", new() { HasText = "42" }).WaitForAsync();
    }

    [Fact]
    public async Task Charts_are_drawn_by_the_page_saved_without_plotly_and_shown_as_pictures_where_nothing_is_trusted()
    {
        Tool.OnlyForEndurance();
        Assert.SkipUnless(Resources.HasPlotly, "built without plotly.js");
        _tool.Write("charts.ipynb", NotebookFile.Create(
            NotebookCell.Code("a", "Figure.Line([1.0, 2], [3.0, 4]).Titled(\"First\")"),
            NotebookCell.Code("b", "Figure.Bar([\"a\", \"b\"], [2.0, 3])")).ToString());
        await using JupyterPage jupyter = await JupyterPage.OpenAsync(_tool, "charts.ipynb", port: 8920);
        IPage page = jupyter.Page;
        await jupyter.RunAllAsync();
        await page.Locator(".js-plotly-plot .bars").WaitForAsync();
        Assert.Equal(2, await page.Locator(".js-plotly-plot").CountAsync());
        await page.WaitForFunctionAsync(
            "() => [0, 1].every(n => Jupyter.notebook.get_cell(n).output_area.outputs[0].data['image/png'])");
        // The picture has come as an update of the same outputs, and the page still draws the charts.
        await page.WaitForFunctionAsync("() => document.querySelectorAll('.js-plotly-plot .main-svg').length >= 2");
        await jupyter.ShootAsync("chart-live.png");
        await page.EvaluateAsync("() => Jupyter.notebook.save_notebook()");
        string saved = _tool.Read("charts.ipynb");
        Assert.Contains(ChartPictures.Chart, saved, StringComparison.Ordinal);
        Assert.InRange(saved.Length, 10_000, 600_000);
        // One letter more, and Jupyter trusts the file no longer.
        _tool.Write("stranger.ipynb", saved.Replace("First", "Third", StringComparison.Ordinal));
        await page.GotoAsync(page.Url.Replace("charts.ipynb", "stranger.ipynb", StringComparison.Ordinal));
        ILocator pictures = page.Locator(".output_html img[src^='data:image/png']");
        await pictures.Nth(1).WaitForAsync();
        Assert.Equal(720, (await pictures.First.BoundingBoxAsync())!.Width);
        Assert.Equal(0, await page.Locator(".js-plotly-plot").CountAsync());
        await jupyter.ShootAsync("chart-untrusted.png");
    }

    [Fact]
    public async Task A_lesson_shows_its_charts_at_their_size_and_its_statistics_as_a_card()
    {
        Tool.OnlyForEndurance();
        await using JupyterPage jupyter = await OpenLessonAsync("03-statistics-and-plots.ipynb", port: 8918);
        await jupyter.RunAllAsync();
        await jupyter.Page.Locator(".output_png img").Nth(3).WaitForAsync();
        LocatorBoundingBoxResult? chart = await jupyter.Page.Locator(".output_png img").Nth(1).BoundingBoxAsync();
        Assert.Equal((720, 440), (chart!.Width, chart.Height));
        Assert.Equal("grid", await jupyter.Page.Locator(".charts").First
            .EvaluateAsync<string>("charts => getComputedStyle(charts).display"));
        await jupyter.Page.Locator(".output_png img").Nth(1)
            .EvaluateAsync("picture => picture.closest('.cell').previousElementSibling.scrollIntoView()");
        await jupyter.ShootAsync("notebook-chart.png");
    }

    [Fact]
    public async Task A_lesson_shows_a_trace_with_its_pictures_and_leaves_formulas_as_they_are()
    {
        Tool.OnlyForEndurance();
        await using JupyterPage jupyter = await OpenLessonAsync("02-inspect-a-trace.ipynb", port: 8919);
        await jupyter.RunAllAsync();
        ILocator card = jupyter.Page.Locator(".output_html:has(.talk)");
        await card.GetByText("the very pixels").Nth(2).WaitForAsync();
        Assert.Contains("$\\boxed{19.6489, -99.365}$", await card.InnerTextAsync(), StringComparison.Ordinal);
        await card.GetByText("Turn 1", new() { Exact = false }).First
            .EvaluateAsync("turn => turn.closest('.turn').scrollIntoView()");
        await jupyter.ShootAsync("notebook-trace.png");
    }

    private Task<JupyterPage> OpenLessonAsync(string lesson, int port)
    {
        string notebooks = Directory.CreateDirectory(Path.Combine(_tool.Folder, "notebooks")).FullName;
        File.Copy(Path.Combine(LessonTests.Folder, lesson), Path.Combine(notebooks, lesson));
        Directory.CreateSymbolicLink(Path.Combine(_tool.Folder, "data-samples"),
            Path.Combine(LessonTests.Folder, "..", "data-samples"));
        return JupyterPage.OpenAsync(_tool, $"notebooks/{lesson}", port);
    }
}
