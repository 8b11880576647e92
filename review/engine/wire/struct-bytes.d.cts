/** @param exports of `struct_pb.js`. @param file its path. */
export function structsAsBytes(exports: object, file: string): void;
