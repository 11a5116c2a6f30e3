// One benchmark a run: dotnet run -c Release --project tests/SPAgent.Benchmarks -- NAME [options]
using SPAgent.Benchmarks;

switch (args.FirstOrDefault())
{
    case "chat-client":
        return ChatClientBenchmark.Run(args[1..]);
    case "chat-server":
        return ChatServerBenchmark.Run(args[1..]);
    default:
        Console.Error.WriteLine("Name a benchmark: chat-client [rounds] | chat-server [latency ms] [port]");
        return 2;
}
