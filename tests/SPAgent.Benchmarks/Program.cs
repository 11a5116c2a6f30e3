// One benchmark a run: dotnet run -c Release --project tests/SPAgent.Benchmarks -- NAME [options]
using SPAgent.Benchmarks;

switch (args.FirstOrDefault())
{
    case "datasets":
        return DatasetsBenchmark.Run(args[1..]);
    case "imaging":
        return ImagingBenchmark.Run(args[1..]);
    default:
        Console.Error.WriteLine("Name a benchmark: datasets [rows], imaging [rounds]");
        return 2;
}
