using System.Runtime.InteropServices;
using System.Text.Json;
using SPAgent;
using SPAgent.Serve;

const int interrupted = 130, badInput = 2;
if (args is not [{ } argument])
{
    Console.Error.WriteLine("spagent: this program is started by spagent serve.");
    return badInput;
}

ForeignPictures.Add();
TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
using PosixSignalRegistration interrupt = On(PosixSignal.SIGINT), terminate = On(PosixSignal.SIGTERM),
    hangUp = On(PosixSignal.SIGHUP);
try
{
    ServeSettings settings = ServeSettings.FromArgument(argument);
    await using Server server = await Server.StartAsync(settings,
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME"), TimeProvider.System, Console.Error.WriteLine);
    using BrowserFile? file = Announce(settings, server);
    await ended.Task;
    return interrupted;
}
catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or DatasetException
    or ArgumentException or JsonException)
{
    Console.Error.WriteLine($"spagent: {TerminalText.Message(problem)}");
    return badInput;
}

PosixSignalRegistration On(PosixSignal signal) => PosixSignalRegistration.Create(signal, context =>
{
    // The second signal ends the process at once.
    context.Cancel = ended.TrySetResult();
});

static BrowserFile? Announce(ServeSettings settings, Server server)
{
    string host = settings.Listen ? server.Hosts.Shown : "127.0.0.1",
        address = server.Address(host, server.Tokens.Whole), reading = server.Address(host, server.Tokens.Reading);
    bool two = settings is { Listen: true, ReadOnly: false };
    if (settings.Json)
    {
        Console.WriteLine(JsonSerializer.Serialize(
            new { address, read_only_address = two ? reading : null, server.Port },
            new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower }));
    }
    else
    {
        Console.WriteLine(address);
        if (two) Console.WriteLine(reading);
    }

    if (two)
    {
        Console.Error.WriteLine(
            "The first address lets whoever has it mark; the second one lets it read only.");
    }

    if (settings.Listen)
    {
        Console.Error.WriteLine("The line is not encrypted: who can listen to it reads along, and learns the address. "
            + "A tunnel is: ssh -L.");
    }

    Console.Error.WriteLine("Ctrl+C ends it.");
    if (!settings.Open) return null;
    BrowserFile file = BrowserFile.Write(server.Address("127.0.0.1", server.Tokens.Whole));
    if (file.Open() is { } problem) Console.Error.WriteLine($"spagent: {problem}");
    return file;
}
