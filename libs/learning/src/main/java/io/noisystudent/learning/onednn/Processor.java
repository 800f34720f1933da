package io.noisystudent.learning.onednn;

import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.learning.torch.Torch;
import io.noisystudent.vision.natives.NativeLibraries;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.primitive_desc_base;

/** oneDNN on the processor; loaded after libtorch, whose OpenMP it then shares. */
final class Processor {
    private static final engine ENGINE = load();

    private Processor() {}

    static engine engine() {
        return ENGINE;
    }

    private static engine load() {
        Torch.load();
        NativeLibraries.load(dnnl.class);
        return NativeScope.keep(new engine(engine.kind.cpu, 0));
    }

    /**
     * Whether an operation will be run by code that is generated for this processor. oneDNN has slow code for every
     * shape, and for some types none at all: then the description is empty.
     *
     * @param generators what the names of such code begin with
     */
    static boolean generates(primitive_desc_base description, String... generators) {
        if (!description.asBoolean()) {
            return false;
        }
        String implementation = description.impl_info_str().getString();
        for (String generator : generators) {
            if (implementation.startsWith(generator)) {
                return true;
            }
        }
        return false;
    }
}
