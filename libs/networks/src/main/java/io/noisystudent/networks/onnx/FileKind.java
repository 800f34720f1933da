package io.noisystudent.networks.onnx;

import java.nio.charset.StandardCharsets;

/** A guess at what a file is that is not ONNX, from its first bytes, so that the refusal can say so. */
final class FileKind {
    private FileKind() {}

    static String describe(byte[] file) {
        if (file.length == 0) {
            return "it is empty";
        }
        if (startsWith(file, "PK\u0003\u0004")) {
            return "it looks like a zip archive, such as a PyTorch checkpoint or a Keras file; export it to ONNX first";
        }
        if (file.length > 1 && (file[0] & 0xFF) == 0x80 && file[1] >= 2 && file[1] <= 5) {
            return "it looks like a Python pickle, which is never loaded; export the model to ONNX first";
        }
        if (startsWith(file, "\u0089HDF")) {
            return "it looks like HDF5, such as Keras weights; export the model to ONNX first";
        }
        if (startsWith(file, "\u001F\u008B")) {
            return "it is compressed with gzip; send the ONNX file itself";
        }
        if (file.length > 8 && startsWith(file, 4, "ORTM")) {
            return "it is ONNX Runtime's ORT format; send the ONNX file that it was made from";
        }
        if (file.length > 8 && file[8] == '{') {
            return "it looks like safetensors, which has weights but no graph; export the model to ONNX first";
        }
        if (file[0] == '{' || file[0] == '<') {
            return "it looks like text; send the ONNX file itself, not a description or an error page";
        }
        return "it is cut off, damaged or of another format";
    }

    private static boolean startsWith(byte[] file, String magic) {
        return startsWith(file, 0, magic);
    }

    private static boolean startsWith(byte[] file, int from, String magic) {
        byte[] bytes = magic.getBytes(StandardCharsets.ISO_8859_1);
        if (file.length < from + bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if (file[from + i] != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
