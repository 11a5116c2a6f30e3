using System.CommandLine;

namespace SPAgent.Cli;

/// <summary><c>spagent queue</c>: looks at a queue, and empties it.</summary>
internal static class QueueCommand
{
    public static Command Create() => new("queue", "Look at a queue, or remove what a run left there.")
    {
        Status(), Purge(),
    };

    private static Command Status()
    {
        QueueArguments queue = new(required: true);
        Option<bool> json = CommandRunner.JsonOption();
        Command command = new("status", "Say what waits, what workers hold, and who they are.") { json };
        queue.AddTo(command);
        command.SetWork(async (parsed, cancellationToken) =>
        {
            QueueStatus status = await QueueAdmin.StatusAsync(queue.Create(parsed), cancellationToken);
            if (parsed.GetValue(json)) CommandRunner.WriteJson(status);
            else Print(status);
            return CommandRunner.Done;
        });
        return command;
    }

    private static Command Purge()
    {
        QueueArguments queue = new(required: true);
        Option<bool> json = CommandRunner.JsonOption();
        Command command = new("purge", "Remove all that the queue holds of a run; traces in folders stay.") { json };
        queue.AddTo(command);
        command.SetWork(async (parsed, cancellationToken) =>
        {
            QueueOptions options = queue.Create(parsed);
            long removed = await QueueAdmin.PurgeAsync(options, cancellationToken);
            if (parsed.GetValue(json)) CommandRunner.WriteJson(new { options.Run, removed });
            else Console.WriteLine($"{options.Run}: removed, with {removed} samples and results that were waiting");
            return CommandRunner.Done;
        });
        return command;
    }

    private static void Print(QueueStatus status)
    {
        string lead = status.Coordinator ? "a coordinator" : "no coordinator";
        Console.WriteLine($"{status.Run}: {status.State}, {lead} at work; {status.Waiting} waiting, "
            + $"{status.Leased} leased, {status.Suspect} suspect, {status.Results} "
            + "results to book");
        foreach (WorkerLine worker in status.Workers)
        {
            Console.WriteLine(FormattableString.Invariant(
                $"{worker.Name}: {worker.InFlight} of {worker.Workers} in flight, {worker.Done} done, {worker.Failed} failed, {worker.PerSecond:0.0}/s"));
        }
    }
}
