using System.Diagnostics;
using System.Text.Json;
using Microsoft.Playwright;

namespace SPAgent.Notebooks.Tests;

/// <summary>A notebook that is open in the real Jupyter, in a browser without a window. The test is skipped where
/// either is missing.</summary>
internal sealed class JupyterPage : IAsyncDisposable
{
    private readonly Process _server;
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private JupyterPage(Process server, IPlaywright playwright, IBrowser browser, IPage page) =>
        (_server, _playwright, _browser, Page) = (server, playwright, browser, page);

    public IPage Page { get; }

    /// <summary>Starts a server in the tool's folder, and opens one of the notebooks there with the kernel
    /// installed.</summary>
    public static async Task<JupyterPage> OpenAsync(Tool tool, string notebook, int port)
    {
        string jupyter = Tool.Find("jupyter-notebook"), chromium = Tool.Find("chromium");
        await tool.SpagentAsync("notebook", "install-kernel");
        Process server = tool.Start(jupyter,
            ["--no-browser", "--allow-root", "--NotebookApp.token=", "--NotebookApp.password=", $"--port={port}"]);
        try
        {
            _ = server.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            string address = await AddressAsync(tool);
            IPlaywright playwright = await Playwright.CreateAsync();
            IBrowser browser = await playwright.Chromium.LaunchAsync(new()
            {
                ExecutablePath = chromium,
                Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                    "--disable-background-networking", "--disable-component-update", "--disable-sync"],
            });
            IPage page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1280, Height = 960 } });
            page.SetDefaultTimeout(120_000);
            await page.GotoAsync($"{address}notebooks/{notebook}");
            await page.WaitForSelectorAsync("#kernel_indicator_icon.kernel_idle_icon",
                new() { State = WaitForSelectorState.Attached });
            return new JupyterPage(server, playwright, browser, page);
        }
        catch
        {
            server.Kill(entireProcessTree: true);
            server.Dispose();
            throw;
        }
    }

    public async Task RunAllAsync()
    {
        await Page.ClickAsync("#celllink");
        await Page.ClickAsync("#run_all_cells");
    }

    /// <summary>Keeps a picture of the window when the variable SPAGENT_SCREENSHOTS names a folder.</summary>
    public async Task ShootAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("SPAGENT_SCREENSHOTS") is { Length: > 0 } folder)
            await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name) });
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        if (!_server.HasExited) _server.Kill(entireProcessTree: true);
        await _server.WaitForExitAsync();
        _server.Dispose();
    }

    // The server writes a file about itself once it listens.
    private static async Task<string> AddressAsync(Tool tool)
    {
        string runtime = Directory.CreateDirectory(Path.Combine(tool.Folder, "runtime")).FullName;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken))
        {
            if (Directory.EnumerateFiles(runtime, "nbserver-*.json").FirstOrDefault() is not { } file) continue;
            try
            {
                return JsonDocument.Parse(
                    await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).RootElement
                        .GetProperty("url").GetString()!;
            }
            catch (JsonException)
            {
                // Half written.
            }
        }

        throw new InvalidOperationException("The notebook server did not start.");
    }
}
