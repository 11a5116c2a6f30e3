using System.CommandLine;
using System.Net.Sockets;
using SPAgent.Notebooks;

namespace SPAgent.Cli;

/// <summary><c>spagent kernel CONNECTION_FILE</c>: started by Jupyter, not by people.</summary>
internal static class KernelCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("connection-file") { Description = "The connection file that Jupyter wrote." };
        var command = new Command("kernel",
            "The C# kernel for Jupyter, which starts it itself; see: spagent notebook install-kernel.") { file };
        // Not the asynchronous form: that one ends the command on SIGINT, which here is to stop a cell.
        command.SetAction(parse => RunAsync(parse.GetRequiredValue(file)).GetAwaiter().GetResult());
        return command;
    }

    private static async Task<int> RunAsync(string file)
    {
        try
        {
            await JupyterKernel.RunAsync(file).ConfigureAwait(false);
        }
        catch (Exception failure)
            when (failure is IOException or InvalidDataException or UnauthorizedAccessException or SocketException)
        {
            await Console.Error.WriteLineAsync(failure.Message).ConfigureAwait(false);
            return 2;
        }

        // Threads that cells have left running must not keep the process.
        Environment.Exit(0);
        return 0;
    }
}
