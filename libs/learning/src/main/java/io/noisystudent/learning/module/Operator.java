package io.noisystudent.learning.module;

/** An ONNX operator: reads the attributes of a node once and answers what to call for every batch. */
@FunctionalInterface
interface Operator {
    Call compile(OperatorContext context);
}
