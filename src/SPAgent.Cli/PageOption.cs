using System.CommandLine;

namespace SPAgent.Cli;

/// <summary><c>--html FILE</c>: the page that a command writes.</summary>
internal static class PageOption
{
    /// <summary>The option; a folder is refused before anything is read.</summary>
    public static Option<string?> Create(string description)
    {
        Option<string?> html = new("--html") { Description = description };
        html.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is not { } page) return;
            if (Directory.Exists(page) || Path.EndsInDirectorySeparator(page))
            {
                result.AddError($"--html {page}: a file is expected, this is a folder. Give a file in it, such as "
                    + $"{Path.Combine(page, "page.html")}.");
            }
        });
        return html;
    }
}
