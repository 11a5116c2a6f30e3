using System.Runtime.ExceptionServices;
using SPAgent.Notebooks;

namespace SPAgent.Internal;

/// <summary>Threads that a cell left behind.</summary>
public static class StrayThreads
{
    /// <summary>Their exceptions are told and end no process: the user's work would go with it.</summary>
    public static void Outlive() => ExceptionHandling.SetUnhandledExceptionHandler(exception =>
    {
        Console.Error.WriteLine($"A thread of a cell ended: {CellFailures.Story(exception)}");
        return true;
    });
}
