using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace SPAgent.Notebooks;

/// <summary>
/// Calls that the engine writes into each loop and function of a cell, so that an interrupt can stop them. Not meant to
/// be called by hand.
/// </summary>
/// <remarks>
/// .NET has no safe way to stop a thread from outside: <c>ControlledExecution</c> took the process down in most trials.
/// Until the first interrupt of the process a checkpoint costs one read of a field.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Checkpoint
{
    private static volatile bool s_armed;

    /// <summary>Stops here when the cell was interrupted.</summary>
    /// <exception cref="OperationCanceledException">The user interrupted the cell that this code runs in.</exception>
    public static void Hit()
    {
        if (s_armed) CellContext.Current?.Cancel.ThrowIfCancellationRequested();
    }

    /// <summary>Like <see cref="Hit"/>; also turns an endless recursion into an exception while there is stack left for
    /// one.</summary>
    /// <exception cref="InsufficientExecutionStackException">The functions of the cell call each other too
    /// deeply.</exception>
    public static void Enter()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        Hit();
    }

    /// <summary>Makes all checkpoints look at their cells from now on.</summary>
    internal static void Arm() => s_armed = true;
}
