package io.noisystudent.learning.onednn;

import io.noisystudent.learning.torch.NativeScope;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;

import static java.util.Objects.requireNonNull;

/** The arguments of a primitive: described once, and pointed at tensors before each run. */
final class Arguments {
    private final engine processor;
    private final IntMemoryMap map = NativeScope.keep(new IntMemoryMap());
    private final Map<Integer, memory> memories = new HashMap<>();

    Arguments(engine processor) {
        this.processor = processor;
    }

    Arguments with(int argument, memory.desc description) {
        memory place = NativeScope.keep(new memory(description, processor, new Pointer()));
        memories.put(argument, place);
        map.put(argument, place);
        return this;
    }

    /** The tensor's memory, without a copy. */
    Arguments set(int argument, Tensor tensor) {
        requireNonNull(memories.get(argument)).set_data_handle(tensor.data_ptr());
        return this;
    }

    IntMemoryMap map() {
        return map;
    }
}
