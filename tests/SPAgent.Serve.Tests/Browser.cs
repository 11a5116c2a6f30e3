using Microsoft.Playwright;

namespace SPAgent.Serve.Tests;

/// <summary>A page in Chromium without a window; the test is skipped where there is none.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly List<string> _errors = [];

    private Browser(IPlaywright playwright, IBrowser browser, IPage page) =>
        (_playwright, _browser, Page) = (playwright, browser, page);

    public IPage Page { get; }

    /// <summary>What the page's script, its policy and its requests complained of.</summary>
    public IReadOnlyList<string> Errors => _errors;

    public static async Task<Browser> OpenAsync(
        string address, int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light)
    {
        IPlaywright playwright = await Playwright.CreateAsync();
        IBrowser browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Program(),
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        // A page of the browser's own context can't have others beside it.
        IBrowserContext context = await browser.NewContextAsync(new()
        { ViewportSize = new() { Width = width, Height = height }, ColorScheme = scheme });
        IPage page = await context.NewPageAsync();
        page.SetDefaultTimeout(60_000);
        Browser opened = new(playwright, browser, page);
        page.PageError += (_, error) => opened._errors.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error") opened._errors.Add(message.Text);
        };
        await page.GotoAsync(address);
        return opened;
    }

    /// <summary>What can be pressed, chosen or written in and has no name that is read out. Words of the options are no
    /// name of a list, and a placeholder goes away.</summary>
    public Task<string[]> NamelessAsync() => Page.EvaluateAsync<string[]>("""
        () => [...document.querySelectorAll("button, a[href], input, select, textarea, summary, dialog, svg[role=img], "
            + "[tabindex='0'], [role=button], [role=group], [role=dialog]")]
          .filter((one) => {
            if (one.getAttribute("aria-label")?.trim()) return false;
            const told = one.matches("input, select, textarea") ? [...one.labels] : [one];
            return !told.some((label) => label.textContent.trim());
          }).map((one) => one.outerHTML)
        """);

    /// <summary>Whether nothing is cut off to the right, or makes the page scroll sideways.</summary>
    public Task<bool> FitsAsync() =>
        Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth");

    /// <summary>Keeps a picture of the window when the variable SPAGENT_SCREENSHOTS names a folder.</summary>
    public async Task ShootAsync(string name, bool whole = false)
    {
        if (Environment.GetEnvironmentVariable("SPAGENT_SCREENSHOTS") is { Length: > 0 } folder)
            await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name), FullPage = whole });
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    private static string Program()
    {
        string? found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "chromium")).FirstOrDefault(File.Exists);
        if (found is null) Assert.Skip("chromium is not on the PATH.");
        return found;
    }
}
