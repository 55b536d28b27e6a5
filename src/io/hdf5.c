#include "io/hdf5.h"

#include <hdf5.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/format.h"
#include "io/hdf5_heap.h"
#include "io/library.h"

const FileFormat hdf5_format = {"HDF5", FILE_HDF5, MAGIC(0, "\x89HDF\r\n\x1a\n")};

struct Hdf5 {
    const unsigned char *bytes;
    size_t size;
    const char *path;
    hid_t file;
};

/* ---- the library ---- */

/* Its constants would ask it to begin. */
#undef H5CHECK
#undef H5OPEN
#define H5CHECK
#define H5OPEN

#if H5_VERSION_GE(1, 12, 0)
typedef H5O_info1_t ObjectInfo; /* with an address */
#else
typedef H5O_info_t ObjectInfo;
#endif

/* What HDF5 defines as a macro is a name with a version's number behind it, or an id that the library has once it is
 * initialized. */
#define TEXT_OF(name) #name
#define SYMBOL(name, into) {TEXT_OF(name), (void **)&the_hdf5.into}

static struct LibHdf5 {
    bool here;
    __typeof__(H5open) *open;
    __typeof__(H5dont_atexit) *stay;
    __typeof__(H5get_libversion) *version;
    __typeof__(H5PLset_loading_state) *plugins;
    __typeof__(H5Eset_auto2) *tell_errors;
    __typeof__(H5Fopen) *open_file;
    __typeof__(H5Fclose) *close_file;
    __typeof__(H5Lget_info) *link_info;
    __typeof__(H5Lget_name_by_idx) *link_name;
    __typeof__(H5Gget_info) *group_info;
    __typeof__(H5Oopen) *open_object;
    __typeof__(H5Oclose) *close_object;
    __typeof__(H5Iget_type) *object_type;
    __typeof__(H5Oget_info1) *object_info;
    __typeof__(H5Aexists) *has_attribute;
    __typeof__(H5Aopen) *open_attribute;
    __typeof__(H5Aclose) *close_attribute;
    __typeof__(H5Aget_type) *attribute_type;
    __typeof__(H5Aget_space) *attribute_space;
    __typeof__(H5Aread) *read_attribute;
    __typeof__(H5Dget_type) *data_type;
    __typeof__(H5Dget_space) *data_space;
    __typeof__(H5Dget_create_plist) *data_made;
    __typeof__(H5Dget_storage_size) *data_stored;
    __typeof__(H5Dget_offset) *data_offset;
    __typeof__(H5Dread) *read_data;
    __typeof__(H5Sget_simple_extent_ndims) *rank;
    __typeof__(H5Sget_simple_extent_dims) *dims;
    __typeof__(H5Sget_simple_extent_npoints) *points;
    __typeof__(H5Sclose) *close_space;
    __typeof__(H5Tequal) *same_type;
    __typeof__(H5Tget_class) *type_class;
    __typeof__(H5Tget_size) *type_size;
    __typeof__(H5Tget_order) *type_order;
    __typeof__(H5Tget_fields) *type_fields;
    __typeof__(H5Tget_ebias) *type_bias;
    __typeof__(H5Tis_variable_str) *is_variable;
    __typeof__(H5Tclose) *close_type;
    __typeof__(H5Pcreate) *make_list;
    __typeof__(H5Pclose) *close_list;
    __typeof__(H5Pset_fapl_core) *in_memory;
    __typeof__(H5Pset_fclose_degree) *closes_all;
    __typeof__(H5Pset_file_image) *image;
    __typeof__(H5Pset_file_image_callbacks) *image_calls;
    __typeof__(H5Pget_layout) *layout;
    __typeof__(H5Pget_chunk) *chunk;
    __typeof__(H5Pget_nfilters) *filters;
    __typeof__(H5Pget_filter2) *filter;
    __typeof__(H5Pget_external_count) *outside;
    hid_t *file_access, *f32, *f64; /* a class and types, once it is open */
} the_hdf5;

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER; /* as the library may want it */

/* The library of the headers' version: its number is another one with each. */
#if H5_VERSION_GE(1, 14, 0)
#define NUMBER "310"
#elif H5_VERSION_GE(1, 12, 0)
#define NUMBER "200"
#else
#define NUMBER "103"
#endif
#ifdef __APPLE__
static const char *const LIBRARIES[] = {"libhdf5." NUMBER ".dylib"};
#else
static const char *const LIBRARIES[] = {"libhdf5_serial.so." NUMBER /* Debian's */, "libhdf5.so." NUMBER};
#endif
enum { LIBRARIES_COUNT = sizeof LIBRARIES / sizeof *LIBRARIES };

static bool find_symbols(const char *library) {
    const LibrarySymbol symbols[] = {
        SYMBOL(H5open, open), SYMBOL(H5dont_atexit, stay), SYMBOL(H5get_libversion, version),
        SYMBOL(H5PLset_loading_state, plugins), SYMBOL(H5Eset_auto2, tell_errors), SYMBOL(H5Fopen, open_file),
        SYMBOL(H5Fclose, close_file), SYMBOL(H5Lget_info, link_info), SYMBOL(H5Lget_name_by_idx, link_name),
        SYMBOL(H5Gget_info, group_info), SYMBOL(H5Oopen, open_object), SYMBOL(H5Oclose, close_object),
        SYMBOL(H5Iget_type, object_type), SYMBOL(H5Oget_info1, object_info), SYMBOL(H5Aexists, has_attribute),
        SYMBOL(H5Aopen, open_attribute), SYMBOL(H5Aclose, close_attribute), SYMBOL(H5Aget_type, attribute_type),
        SYMBOL(H5Aget_space, attribute_space), SYMBOL(H5Aread, read_attribute), SYMBOL(H5Dget_type, data_type),
        SYMBOL(H5Dget_space, data_space), SYMBOL(H5Dget_create_plist, data_made),
        SYMBOL(H5Dget_storage_size, data_stored), SYMBOL(H5Dget_offset, data_offset), SYMBOL(H5Dread, read_data),
        SYMBOL(H5Sget_simple_extent_ndims, rank), SYMBOL(H5Sget_simple_extent_dims, dims),
        SYMBOL(H5Sget_simple_extent_npoints, points), SYMBOL(H5Sclose, close_space), SYMBOL(H5Tequal, same_type),
        SYMBOL(H5Tget_class, type_class), SYMBOL(H5Tget_size, type_size), SYMBOL(H5Tget_order, type_order),
        SYMBOL(H5Tget_fields, type_fields), SYMBOL(H5Tget_ebias, type_bias), SYMBOL(H5Tis_variable_str, is_variable),
        SYMBOL(H5Tclose, close_type), SYMBOL(H5Pcreate, make_list), SYMBOL(H5Pclose, close_list),
        SYMBOL(H5Pset_fapl_core, in_memory), SYMBOL(H5Pset_fclose_degree, closes_all), SYMBOL(H5Pset_file_image, image),
        SYMBOL(H5Pset_file_image_callbacks, image_calls), SYMBOL(H5Pget_layout, layout), SYMBOL(H5Pget_chunk, chunk),
        SYMBOL(H5Pget_nfilters, filters), SYMBOL(H5Pget_filter2, filter), SYMBOL(H5Pget_external_count, outside),
        {"H5P_CLS_FILE_ACCESS_ID_g", (void **)&the_hdf5.file_access}, {"H5T_IEEE_F32LE_g", (void **)&the_hdf5.f32},
        {"H5T_IEEE_F64LE_g", (void **)&the_hdf5.f64}};
    return library_open(library, symbols, sizeof symbols / sizeof *symbols);
}

static void open_library(void) {
    unsigned major = 0, minor = 0, release = 0;
    bool found = false;
    for (int i = 0; i < LIBRARIES_COUNT && !found; i++) found = find_symbols(LIBRARIES[i]);
    if (!found || the_hdf5.stay() < 0 || the_hdf5.open() < 0) return;
    the_hdf5.version(&major, &minor, &release);
    the_hdf5.here = major == H5_VERS_MAJOR && minor == H5_VERS_MINOR && the_hdf5.plugins(0) >= 0;
}

/* ---- opening ---- */

/* The library would copy the bytes of a file in memory each time that it hands them on: it gets them as they are. */
static void *same_bytes(size_t size, H5FD_file_image_op_t op, void *h) {
    (void)size, (void)op;
    return (void *)((Hdf5 *)h)->bytes; /* which are opened for reading alone */
}
static void *not_copied(void *to, const void *from, size_t size, H5FD_file_image_op_t op, void *h) {
    (void)from, (void)size, (void)op, (void)h;
    return to;
}
static void *not_grown(void *bytes, size_t size, H5FD_file_image_op_t op, void *h) {
    (void)bytes, (void)size, (void)op, (void)h;
    return NULL;
}
static herr_t not_freed(void *bytes, H5FD_file_image_op_t op, void *h) {
    (void)bytes, (void)op, (void)h;
    return 0;
}
static void *shared(void *h) { return h; }
static herr_t stays(void *h) {
    (void)h;
    return 0;
}

static hid_t open_image(Hdf5 *h) {
    static unsigned opened;
    char name[40];
    H5FD_file_image_callbacks_t calls = {same_bytes, not_copied, not_grown, not_freed, shared, stays, h};
    hid_t list = the_hdf5.make_list(*the_hdf5.file_access), file = -1;
    /* Files of the same name would be taken for the same one; and under this one none can be. */
    snprintf(name, sizeof name, "/dev/null/%u", opened++);
    if (list >= 0 && the_hdf5.in_memory(list, 1 << 16, 0) >= 0 && the_hdf5.closes_all(list, H5F_CLOSE_STRONG) >= 0 &&
        the_hdf5.image_calls(list, &calls) >= 0 && the_hdf5.image(list, (void *)h->bytes, h->size) >= 0)
        file = the_hdf5.open_file(name, H5F_ACC_RDONLY, list);
    if (list >= 0) the_hdf5.close_list(list);
    return file;
}

/* The library is this thread's until `leave`. */
static void enter(void) {
    pthread_mutex_lock(&one_at_a_time);
    the_hdf5.tell_errors(H5E_DEFAULT, NULL, NULL);
}
static void leave(void) { pthread_mutex_unlock(&one_at_a_time); }

Error hdf5_open(const unsigned char *bytes, size_t size, const char *path, Hdf5 **out) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    *out = NULL;
    pthread_once(&once, open_library);
    if (!the_hdf5.here) return error("hdf5.library", "%s\t%s", LIBRARIES[LIBRARIES_COUNT - 1], path);
    Hdf5 *h = malloc(sizeof *h);
    if (!h) return error("memory", "%s", path);
    *h = (Hdf5){.bytes = bytes, .size = size, .path = path};
    enter();
    h->file = open_image(h);
    leave();
    if (h->file < 0) {
        free(h);
        return error("hdf5.form", "%s", path);
    }
    *out = h;
    return NO_ERROR;
}

void hdf5_close(Hdf5 *h) {
    if (!h) return;
    enter();
    the_hdf5.close_file(h->file);
    leave();
    free(h);
}

/* ---- the way to an object ---- */

/* One link on: of those that lead to a place in this file. Negative: there is none. */
static hid_t step(hid_t from, const char *name) {
    H5L_info_t link;
    if (the_hdf5.link_info(from, name, &link, H5P_DEFAULT) < 0 || link.type != H5L_TYPE_HARD) return -1;
    hid_t to = the_hdf5.open_object(from, name, H5P_DEFAULT);
    H5I_type_t type = to < 0 ? H5I_BADID : the_hdf5.object_type(to);
    if (to < 0 || type == H5I_GROUP || type == H5I_DATASET) return to;
    the_hdf5.close_object(to);
    return -1;
}

/* Negative: there is no such object. */
static hid_t open_path(const Hdf5 *h, const char *path) {
    char name[256];
    hid_t at = the_hdf5.open_object(h->file, "/", H5P_DEFAULT);
    while (at >= 0 && *path) {
        size_t n = strcspn(path, "/");
        hid_t next = at;
        if (n >= sizeof name) next = -1;
        else if (n) {
            snprintf(name, sizeof name, "%.*s", (int)n, path);
            next = step(at, name);
        }
        if (next != at) the_hdf5.close_object(at);
        at = next;
        path += n + (path[n] == '/');
    }
    return at;
}

bool hdf5_has(const Hdf5 *h, const char *path) {
    enter();
    hid_t object = open_path(h, path);
    if (object >= 0) the_hdf5.close_object(object);
    leave();
    return object >= 0;
}

/* ---- attributes ---- */

/* Texts of `size` bytes each, shorter ones filled up with zeros. */
static bool read_fixed(hid_t attribute, hid_t type, size_t size, size_t n, Arena *memory, const char **out) {
    char *bytes = arena_alloc(memory, n, size);
    bool read = bytes && the_hdf5.read_attribute(attribute, type, bytes) >= 0;
    for (size_t i = 0; i < n && read; i++) {
        out[i] = arena_printf(memory, "%.*s", (int)size, bytes + i * size);
        read = out[i] != NULL;
    }
    return read;
}

/* Texts of any length. */
static bool read_variable(const Hdf5 *h, hid_t object, const char *name, size_t n, Arena *memory, const char **out) {
    ObjectInfo info;
    return the_hdf5.object_info(object, &info) >= 0 &&
           hdf5_heap_texts(h->bytes, h->size, info.addr, name, n, memory, out);
}

static bool read_texts(const Hdf5 *h, hid_t object, const char *name, hid_t attribute, Arena *memory, const char ***out,
                       size_t *n) {
    hid_t type = the_hdf5.attribute_type(attribute), space = the_hdf5.attribute_space(attribute);
    bool text = type >= 0 && space >= 0 && the_hdf5.type_class(type) == H5T_STRING, read = false;
    hssize_t points = text ? the_hdf5.points(space) : -1;
    size_t size = text ? the_hdf5.type_size(type) : 0;
    /* All of it lies in the file: of a text of any length at least its place. */
    if (points >= 0 && size && size <= h->size && (size_t)points <= h->size / size) {
        *n = (size_t)points;
        *out = ARENA_NEW(memory, *n ? *n : 1, const char *);
        bool variable = the_hdf5.is_variable(type) > 0;
        read = *out && (!*n || (variable ? read_variable(h, object, name, *n, memory, *out)
                                         : read_fixed(attribute, type, size, *n, memory, *out)));
    }
    if (space >= 0) the_hdf5.close_space(space);
    if (type >= 0) the_hdf5.close_type(type);
    return read;
}

/* False: it is there, and cannot be read. */
static bool read_attribute(const Hdf5 *h, hid_t object, const char *name, Arena *memory, const char ***out, size_t *n) {
    *n = 0;
    if (the_hdf5.has_attribute(object, name) <= 0) return true;
    hid_t attribute = the_hdf5.open_attribute(object, name, H5P_DEFAULT);
    bool read = attribute >= 0 && read_texts(h, object, name, attribute, memory, out, n);
    if (attribute >= 0) the_hdf5.close_attribute(attribute);
    return read;
}

static bool append(Arena *memory, const char ***list, size_t *n, const char **more, size_t count) {
    const char **longer = ARENA_NEW(memory, *n + count, const char *);
    if (!longer) return false;
    if (*n) memcpy(longer, *list, *n * sizeof *longer);
    memcpy(longer + *n, more, count * sizeof *longer);
    *list = longer;
    *n += count;
    return true;
}

static bool read_parts(const Hdf5 *h, hid_t object, const char *name, Arena *memory, const char ***out, size_t *n) {
    char part[80];
    for (int i = 0; i < 64; i++) {
        const char **more;
        size_t count;
        snprintf(part, sizeof part, "%s%d", name, i);
        if (!read_attribute(h, object, part, memory, &more, &count)) return false;
        if (!count) return true;
        if (!append(memory, out, n, more, count)) return false;
    }
    return true;
}

Error hdf5_texts(const Hdf5 *h, const char *group, const char *attribute, Arena *memory, const char ***out, size_t *n) {
    *out = NULL;
    *n = 0;
    enter();
    hid_t object = open_path(h, group);
    bool read = object < 0 || (read_attribute(h, object, attribute, memory, out, n) &&
                               (*n || read_parts(h, object, attribute, memory, out, n)));
    if (object >= 0) the_hdf5.close_object(object);
    leave();
    return read ? NO_ERROR : memory->failed ? error("memory", "%s", h->path) : error("hdf5.form", "%s", h->path);
}

/* ---- datasets ---- */

typedef struct Listing {
    Arena *memory;
    const char **list;
    size_t n, looked; /* found, and links that were followed */
} Listing;

/* A group may hold one that holds it: neither depth nor number has an end but these. */
static void list_datasets(Listing *l, hid_t group, const char *path, int depth) {
    H5G_info_t info;
    char name[256];
    if (depth > 16 || the_hdf5.group_info(group, &info) < 0) return;
    for (hsize_t i = 0; i < info.nlinks && l->n < DATASETS_MOST && l->looked++ < 4 * DATASETS_MOST; i++) {
        ssize_t n = the_hdf5.link_name(group, ".", H5_INDEX_NAME, H5_ITER_INC, i, name, sizeof name, H5P_DEFAULT);
        hid_t object = n > 0 && n < (ssize_t)sizeof name && !strchr(name, '/') ? step(group, name) : -1;
        if (object < 0) continue;
        char *whole = arena_printf(l->memory, "%s%s%s", path, *path ? "/" : "", name);
        if (whole && the_hdf5.object_type(object) == H5I_GROUP) list_datasets(l, object, whole, depth + 1);
        else if (whole) l->list[l->n++] = whole;
        the_hdf5.close_object(object);
    }
}

Error hdf5_datasets(const Hdf5 *h, Arena *memory, const char ***out, size_t *n) {
    Listing l = {.memory = memory, .list = ARENA_NEW(memory, DATASETS_MOST, const char *)};
    enter();
    hid_t root = l.list ? open_path(h, "") : -1;
    if (root >= 0) list_datasets(&l, root, "", 0);
    if (root >= 0) the_hdf5.close_object(root);
    leave();
    *out = l.list;
    *n = l.n;
    return memory->failed ? error("memory", "%s", h->path) : NO_ERROR;
}

enum { DEFLATE_MOST = 1040 }; /* so many times as long can a byte become */

static Error wrong(const Hdf5 *h, const char *name, const char *what) {
    return error("weights.tensor", "%s\t%s\t%s", name, what, h->path);
}

/* IEEE 754's with 10 bits behind the point. */
static bool is_half(hid_t type) {
    size_t sign, exponent, exponent_bits, fraction, bits;
    return the_hdf5.type_class(type) == H5T_FLOAT && the_hdf5.type_size(type) == 2 &&
           the_hdf5.type_order(type) == H5T_ORDER_LE &&
           the_hdf5.type_fields(type, &sign, &exponent, &exponent_bits, &fraction, &bits) >= 0 && sign == 15 &&
           exponent == 10 && exponent_bits == 5 && fraction == 0 && bits == 10 && the_hdf5.type_bias(type) == 15;
}

static Error look_type(const Hdf5 *h, hid_t type, Hdf5Data *out) {
    if (type < 0) return wrong(h, out->name, "it cannot be read");
    bool wide = the_hdf5.same_type(type, *the_hdf5.f64) > 0, half = is_half(type);
    if (!wide && !half && the_hdf5.same_type(type, *the_hdf5.f32) <= 0) return wrong(h, out->name, "its type");
    out->wide = wide;
    out->type = half ? DTYPE_F16 : DTYPE_F32;
    out->size = wide ? 8 : half ? 2 : 4;
    return NO_ERROR;
}

/* Also the bytes of its numbers; those of one there already. */
static Error look_shape(const Hdf5 *h, hid_t space, Hdf5Data *out) {
    hsize_t dim[4];
    int rank = space < 0 ? -1 : the_hdf5.rank(space);
    if (rank < 1 || rank > 4 || the_hdf5.dims(space, dim, NULL) != rank) return wrong(h, out->name, "its shape");
    out->rank = rank;
    for (int i = 0; i < rank; i++) {
        out->dim[i] = (int64_t)dim[i];
        if (dim[i] < 1 || dim[i] > INT32_MAX || !size_mul(out->size, (size_t)dim[i], &out->size))
            return wrong(h, out->name, "its shape");
    }
    return NO_ERROR;
}

/* Chunks, with gzip's filter at most; none of them and not all of them may be larger than what is stored can become. */
static Error look_chunks(const Hdf5 *h, hid_t made, hsize_t stored, const Hdf5Data *out) {
    hsize_t dim[4];
    unsigned flags, values[4], applied;
    size_t n = 4, chunk = out->wide ? 8 : (size_t)dtype_size(out->type);
    int filters = the_hdf5.filters(made);
    bool gzip = filters == 1 && the_hdf5.filter(made, 0, &flags, &n, values, 0, NULL, &applied) == H5Z_FILTER_DEFLATE;
    if (filters && !gzip) return wrong(h, out->name, "it is packed with something other than gzip");
    if (the_hdf5.chunk(made, 4, dim) != out->rank) return wrong(h, out->name, "its shape");
    bool fits = stored <= h->size;
    for (int i = 0; i < out->rank && fits; i++) fits = size_mul(chunk, (size_t)dim[i], &chunk);
    size_t most = (size_t)stored * (gzip ? DEFLATE_MOST : 1);
    return fits && chunk <= most && out->size <= most ? NO_ERROR : wrong(h, out->name, "it is larger than the file");
}

static Error look_layout(const Hdf5 *h, hid_t data, hid_t made, Hdf5Data *out) {
    H5D_layout_t layout = made < 0 ? H5D_LAYOUT_ERROR : the_hdf5.layout(made);
    if (layout == H5D_VIRTUAL || (layout == H5D_CONTIGUOUS && the_hdf5.outside(made) != 0))
        return wrong(h, out->name, "its numbers are in another file");
    hid_t type = the_hdf5.data_type(data), space = the_hdf5.data_space(data);
    Error e = look_type(h, type, out);
    if (!failed(&e)) e = look_shape(h, space, out);
    if (space >= 0) the_hdf5.close_space(space);
    if (type >= 0) the_hdf5.close_type(type);
    if (failed(&e)) return e;
    if (layout == H5D_CHUNKED) return look_chunks(h, made, the_hdf5.data_stored(data), out);
    if (out->size > h->size) return wrong(h, out->name, "it is larger than the file");
    if (layout == H5D_COMPACT) return NO_ERROR;
    haddr_t at = layout == H5D_CONTIGUOUS ? the_hdf5.data_offset(data) : HADDR_UNDEF;
    if (at == HADDR_UNDEF || at > h->size - out->size) return wrong(h, out->name, "its numbers are not there");
    out->place = h->bytes + at;
    return NO_ERROR;
}

Error hdf5_find(const Hdf5 *h, const char *name, Hdf5Data *out) {
    *out = (Hdf5Data){.name = name};
    enter();
    hid_t data = open_path(h, name);
    bool there = data >= 0 && the_hdf5.object_type(data) == H5I_DATASET;
    hid_t made = there ? the_hdf5.data_made(data) : -1;
    Error e = there ? look_layout(h, data, made, out) : error("weights.missing", "%s\t%s", name, h->path);
    if (made >= 0) the_hdf5.close_list(made);
    if (data >= 0) the_hdf5.close_object(data);
    leave();
    return e;
}

Error hdf5_read(const Hdf5 *h, const Hdf5Data *data, void *out) {
    if (data->place) {
        memcpy(out, data->place, data->size);
        return NO_ERROR;
    }
    enter();
    hid_t from = open_path(h, data->name), type = from < 0 ? -1 : the_hdf5.data_type(from);
    bool read = type >= 0 && the_hdf5.read_data(from, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, out) >= 0;
    if (type >= 0) the_hdf5.close_type(type);
    if (from >= 0) the_hdf5.close_object(from);
    leave();
    return read ? NO_ERROR : wrong(h, data->name, "it cannot be unpacked");
}
