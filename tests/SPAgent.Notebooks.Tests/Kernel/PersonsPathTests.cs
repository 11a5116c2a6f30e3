using System.Diagnostics;
using System.Text.Json;
using Microsoft.Playwright;

namespace SPAgent.Notebooks.Tests;

/// <summary>What a person does in the real notebook: open, run all, see a chart, interrupt a loop, go on.</summary>
public sealed class PersonsPathTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task A_person_runs_all_sees_a_chart_interrupts_a_loop_and_goes_on()
    {
        Tool.OnlyForEndurance();
        string jupyter = Tool.Find("jupyter-notebook");
        string chromium = Tool.Find("chromium");
        await _tool.SpagentAsync("notebook", "install-kernel");
        // One red pixel, drawn 160 pixels wide.
        const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";
        _tool.Write("path.ipynb", NotebookFile.Create(
            NotebookCell.Code("a", "Console.WriteLine(\"hello from C#\");"),
            NotebookCell.Code("b", $"MimeBundle.Text(\"chart\").With(\"image/png\", \"{Png}\").WithSize(\"image/png\", 160, 90)"),
            NotebookCell.Code("c", "display(\"looping\"); while (true) { }")).ToString());
        using Process server = _tool.Start(jupyter, ["--no-browser", "--allow-root", "--NotebookApp.token=", "--NotebookApp.password=", "--port=8917"]);
        _ = server.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        try
        {
            string address = await AddressAsync();
            using IPlaywright playwright = await Playwright.CreateAsync();
            await using IBrowser browser = await playwright.Chromium.LaunchAsync(new()
            {
                ExecutablePath = chromium,
                Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
            });
            IPage page = await browser.NewPageAsync();
            page.SetDefaultTimeout(120_000);
            await page.GotoAsync($"{address}notebooks/path.ipynb");
            await page.WaitForSelectorAsync("#kernel_indicator_icon.kernel_idle_icon", new() { State = WaitForSelectorState.Attached });
            await page.ClickAsync("#celllink");
            await page.ClickAsync("#run_all_cells");
            await page.Locator(".output_text", new() { HasText = "looping" }).WaitForAsync();
            Assert.Contains("hello from C#", await page.InnerTextAsync(".output_stdout"), StringComparison.Ordinal);
            LocatorBoundingBoxResult? chart = await page.Locator(".output_png img").BoundingBoxAsync();
            Assert.Equal(160, chart!.Width);
            await page.ClickAsync("button[title='interrupt the kernel']");
            await page.Locator(".output_error", new() { HasText = "Interrupted" }).WaitForAsync();
            await page.EvaluateAsync("() => { const c = Jupyter.notebook.insert_cell_at_bottom('code'); c.set_text('40 + 2'); c.execute(); }");
            await page.Locator(".output_result", new() { HasText = "42" }).WaitForAsync();
            if (Environment.GetEnvironmentVariable("SPAGENT_SCREENSHOT") is { Length: > 0 } picture) await page.ScreenshotAsync(new() { Path = picture });
        }
        finally
        {
            if (!server.HasExited) server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    // The server writes a file about itself once it listens.
    private async Task<string> AddressAsync()
    {
        string runtime = Directory.CreateDirectory(Path.Combine(_tool.Folder, "runtime")).FullName;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken))
        {
            if (Directory.EnumerateFiles(runtime, "nbserver-*.json").FirstOrDefault() is not { } file) continue;
            try
            {
                return JsonDocument.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).RootElement.GetProperty("url").GetString()!;
            }
            catch (JsonException)
            {
                // Half written.
            }
        }

        throw new InvalidOperationException("The notebook server did not start.");
    }
}
