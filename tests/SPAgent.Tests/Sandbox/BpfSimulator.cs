namespace SPAgent.Tests.Sandbox;

/// <summary>Runs a filter as the kernel would: classic BPF over struct seccomp_data.</summary>
internal static class BpfSimulator
{
    /// <summary>What the filter answers to a call.</summary>
    public static uint Answer(BpfProgram program, uint arch, uint number, params ulong[] arguments)
    {
        IReadOnlyList<BpfInstruction> instructions = program.Instructions;
        uint accumulator = 0;
        for (int at = 0; at < instructions.Count; at++)
        {
            BpfInstruction instruction = instructions[at];
            bool jumps = false;
            switch (instruction.Code)
            {
                case BpfInstruction.LoadWord: accumulator = Word(instruction.Value); continue;
                case BpfInstruction.Return: return instruction.Value;
                case BpfInstruction.JumpEqual: jumps = accumulator == instruction.Value; break;
                case BpfInstruction.JumpGreaterOrEqual: jumps = accumulator >= instruction.Value; break;
                case BpfInstruction.JumpAnyBit: jumps = (accumulator & instruction.Value) != 0; break;
                default:
                    throw new InvalidOperationException($"instruction {at} has the unknown code {instruction.Code:x}");
            }

            at += jumps ? instruction.JumpTrue : instruction.JumpFalse;
        }

        throw new InvalidOperationException("the program ends without an answer; the kernel would not take it");

        uint Word(uint offset) => offset switch
        {
            0 => number,
            4 => arch,
            >= 16 when (offset - 16) / 8 < 6 =>
                (uint)((offset - 16) / 8 < arguments.Length
                    ? arguments[(offset - 16) / 8] >> ((offset % 8) == 4 ? 32 : 0) : 0),
            _ => throw new InvalidOperationException($"offset {offset} lies outside of what a filter may load"),
        };
    }
}
