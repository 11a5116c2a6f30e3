using Microsoft.Extensions.AI;

namespace SPAgent.TestHost;

/// <summary>A worker that dies when it comes to one row.</summary>
internal static class QueueProcess
{
    public static async Task RunAsync(string address, string run, int poisoned)
    {
        await using QueueWorker worker = await QueueWorker.OpenAsync(
            new QueueOptions { Address = address, Run = run }, Console.Error.WriteLine);
        ImageDataset rows = ImageDataset.Open(worker.Run.Dataset);
        using IChatClient model = ChatModels.Simulated(0, rows, new SimulatedModelOptions { FailureRate = 0 });
        DistillationOptions options = new();
        RowAnswering answering = RowAnswering.For(worker.Run.Settings, model, ModelName.Of(model), rows,
            isSameData: false, options, row =>
            {
                // As hard as a fault of native code, or the kernel when memory is out.
                if (row.Index == poisoned) System.Diagnostics.Process.GetCurrentProcess().Kill();
                return model;
            });
        await worker.RunAsync(answering, rows, worker.Run.Folder, workers: 4, stays: false, default, default);
        Console.WriteLine("end");
    }
}
