using System.CommandLine;
using SPAgent.Serve;

namespace SPAgent.Cli;

/// <summary><c>spagent serve</c>: traces and sessions in a browser, with a server behind the page.</summary>
/// <remarks>
/// The server is a program of its own: only it needs the ASP.NET Core runtime, and no other command loads that.
/// </remarks>
internal static class ServeCommand
{
    public static Command Create()
    {
        Argument<string[]> folders = new("DIR")
        {
            Description = "Folders of traces, or collections of sessions.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<int> port = new("--port") { Description = "Port, from 0 to 65535; 0, the default, takes a free one." };
        Option<bool> open = new("--open") { Description = "Open a browser." },
            listen = new("--listen")
            {
                Description = "Let other machines connect. Two addresses are printed: one marks, one only reads. "
                    + "The line is not encrypted.",
            },
            readOnly = new("--read-only") { Description = "Let nobody mark." };
        Option<string[]> hosts = new("--host")
        {
            Description = "A further name of this machine that requests may use; may be given again. Known are "
                + "localhost, 127.0.0.1 and [::1], with any port.",
        };
        DatasetArguments dataset =
            new("Where the pictures of traces are; without it, the path that each trace names.");
        Option<bool> json = CommandRunner.JsonOption();
        Command command = new("serve", "Look at traces and sessions in a browser: live, searched, narrowed down.")
        {
            folders, port, open, listen, hosts, readOnly, json,
        };
        dataset.AddTo(command);
        command.SetWork((parsed, cancellationToken) =>
        {
            ServeSettings settings = new()
            {
                Folders = [.. parsed.GetValue(folders)!.Select(Checked)],
                Port = parsed.GetValue(port),
                Open = parsed.GetValue(open),
                Listen = parsed.GetValue(listen),
                Hosts = [.. (parsed.GetValue(hosts) ?? []).Select(Name)],
                ReadOnly = parsed.GetValue(readOnly),
                Json = parsed.GetValue(json),
                Dataset = parsed.GetValue(dataset.Dataset),
                Split = parsed.GetValue(dataset.Split),
                Config = parsed.GetValue(dataset.Config),
                ImageColumn = parsed.GetValue(dataset.ImageColumn),
            };
            // Says here what is wrong with it.
            _ = dataset.Open(parsed);
            return ServeProgram.RunAsync(settings, cancellationToken);
        });
        return command;
    }

    private static string Checked(string folder)
    {
        if (RunFolders.HoldsSessions(folder)) _ = SessionStore.Open(folder);
        else _ = FolderKind.Traces(folder);
        return folder;
    }

    private static string Name(string host) => Uri.CheckHostName(host) != UriHostNameType.Unknown ? host
        : throw new ArgumentException($"--host {host}: give a name or an address, without scheme, port and path.");
}
