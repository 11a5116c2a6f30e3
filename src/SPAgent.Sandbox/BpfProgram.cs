using System.Buffers.Binary;

namespace SPAgent;

/// <summary>One instruction of classic BPF (struct sock_filter): a jump names how many instructions it skips.</summary>
internal readonly record struct BpfInstruction(ushort Code, byte JumpTrue, byte JumpFalse, uint Value)
{
    public const ushort LoadWord = 0x20, JumpEqual = 0x15, JumpGreaterOrEqual = 0x35, JumpAnyBit = 0x45, Return = 0x06;
}

/// <summary>
/// Writes a seccomp program instruction by instruction. Every rule is a few instructions that return or fall through to
/// the next, so no jump ever has to be resolved; the kernel caches the answer for calls that are always allowed.
/// </summary>
internal sealed class BpfProgram
{
    /// <summary>What a program answers (SECCOMP_RET_*).</summary>
    public const uint Allow = 0x7FFF0000, KillProcess = 0x80000000, Errno = 0x00050000;

    private readonly List<BpfInstruction> _instructions = [];

    public IReadOnlyList<BpfInstruction> Instructions => _instructions;

    /// <summary>Answers when the loaded word equals <paramref name="value"/>.</summary>
    public void ReturnIfEqual(uint value, uint answer) => Test(BpfInstruction.JumpEqual, value, answer);

    /// <summary>Answers when the loaded word is at least <paramref name="value"/>.</summary>
    public void ReturnIfAtLeast(uint value, uint answer) => Test(BpfInstruction.JumpGreaterOrEqual, value, answer);

    /// <summary>Answers when the loaded word has any of these bits.</summary>
    public void ReturnIfAnyBit(uint bits, uint answer) => Test(BpfInstruction.JumpAnyBit, bits, answer);

    /// <summary>Answers unless the loaded word equals <paramref name="value"/>.</summary>
    public void ReturnUnlessEqual(uint value, uint answer)
    {
        Add(BpfInstruction.JumpEqual, value, 1, 0);
        Return(answer);
    }

    /// <summary>Skips the next <paramref name="count"/> instructions unless the loaded word equals
    /// <paramref name="value"/>.</summary>
    public void SkipUnlessEqual(uint value, int count) => Add(BpfInstruction.JumpEqual, value, 0, checked((byte)count));

    /// <summary>Loads the word at a byte offset of struct seccomp_data.</summary>
    public void Load(uint offset) => Add(BpfInstruction.LoadWord, offset);

    public void Return(uint answer) => Add(BpfInstruction.Return, answer);

    /// <summary>The bytes as the kernel takes them: 8 for an instruction, in the byte order of both machines, little
    /// endian.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[_instructions.Count * 8];
        for (int i = 0; i < _instructions.Count; i++)
        {
            BpfInstruction instruction = _instructions[i];
            Span<byte> target = bytes.AsSpan(i * 8, 8);
            BinaryPrimitives.WriteUInt16LittleEndian(target, instruction.Code);
            target[2] = instruction.JumpTrue;
            target[3] = instruction.JumpFalse;
            BinaryPrimitives.WriteUInt32LittleEndian(target[4..], instruction.Value);
        }

        return bytes;
    }

    private void Test(ushort code, uint value, uint answer)
    {
        Add(code, value, 0, 1);
        Return(answer);
    }

    private void Add(ushort code, uint value, byte jumpTrue = 0, byte jumpFalse = 0) =>
        _instructions.Add(new BpfInstruction(code, jumpTrue, jumpFalse, value));
}
