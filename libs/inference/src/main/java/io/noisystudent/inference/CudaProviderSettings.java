package io.noisystudent.inference;

import io.noisystudent.inference.CudaOptions.ArenaGrowth;
import io.noisystudent.inference.CudaOptions.Products;
import java.util.Map;
import java.util.TreeMap;

/**
 * The options of ONNX Runtime's providers, by the names of its documentation; what is not named here keeps its default.
 *
 * @see <a href="https://onnxruntime.ai/docs/execution-providers/CUDA-ExecutionProvider.html">CUDA</a>
 * @see <a href="https://onnxruntime.ai/docs/execution-providers/TensorRT-ExecutionProvider.html">TensorRT</a>
 */
final class CudaProviderSettings {
    private CudaProviderSettings() {}

    static Map<String, String> cuda(CudaOptions options) {
        Map<String, String> settings = new TreeMap<>();
        // The default times every algorithm again for each new batch size.
        settings.put("cudnn_conv_algo_search", "HEURISTIC");
        if (options.products() == Products.FP32) {
            settings.put("use_tf32", "0");
        }
        options.memoryLimit().ifPresent(bytes -> settings.put("gpu_mem_limit", Long.toString(bytes)));
        if (options.arenaGrowth() == ArenaGrowth.SAME_AS_REQUESTED) {
            settings.put("arena_extend_strategy", "kSameAsRequested");
        }
        return settings;
    }

    /** TensorRT has no switch for TF32: it uses it where the card does. */
    static Map<String, String> tensorRt(CudaOptions options) {
        Map<String, String> settings = new TreeMap<>();
        if (options.products() == Products.FP16) {
            settings.put("trt_fp16_enable", "1");
        }
        options.memoryLimit().ifPresent(bytes -> settings.put("trt_max_workspace_size", Long.toString(bytes)));
        return settings;
    }
}
