package io.noisystudent.learning.onednn;

import io.noisystudent.learning.torch.HostMemory;
import io.noisystudent.learning.torch.NativeScope;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;

import static java.util.Objects.requireNonNull;

/** A primitive with its arguments: described once, and pointed at tensors before each run. For one thread at a time. */
final class Operation {
    private final primitive compiled;
    private final stream queue = NativeScope.keep(new stream(Processor.engine()));
    private final IntMemoryMap map = NativeScope.keep(new IntMemoryMap());
    private final Map<Integer, memory> memories = new HashMap<>();

    Operation(primitive compiled) {
        this.compiled = NativeScope.keep(compiled);
    }

    Operation with(int argument, memory.desc description) {
        memory place = NativeScope.keep(new memory(description, Processor.engine(), new Pointer()));
        memories.put(argument, place);
        map.put(argument, place);
        return this;
    }

    /** The tensor's memory, without a copy. */
    Operation set(int argument, Tensor tensor) {
        requireNonNull(memories.get(argument)).set_data_handle(HostMemory.pointer(tensor));
        return this;
    }

    void run() {
        compiled.execute(queue, map);
        queue._wait();
    }
}
