// Signs that the small set of Material's icons lacks, drawn as paths of a 24 by 24 grid.
package org.minyi.ui.parts

import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.SolidColor
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.graphics.vector.addPathNodes
import androidx.compose.ui.graphics.PathFillType
import androidx.compose.ui.unit.dp

private fun sign(name: String, path: String): ImageVector = ImageVector.Builder(name, 24.dp, 24.dp, 24f, 24f)
    .addPath(addPathNodes(path), PathFillType.EvenOdd, fill = SolidColor(Color.Black)).build()

/** Signs of our own. */
object Signs {
    /** 拍照 */
    val Camera: ImageVector = sign("camera", "M9,4L7.5,6H4C2.9,6 2,6.9 2,8V18C2,19.1 2.9,20 4,20H20C21.1,20 22,19.1 22,18V8C22,6.9 21.1,6 20,6H16.5L15,4ZM12,8A5,5 0 0 1 12,18A5,5 0 0 1 12,8ZM12,10A3,3 0 0 0 12,16A3,3 0 0 0 12,10Z")

    /** 相册 */
    val Pictures: ImageVector = sign("pictures", "M4,4H20C21.1,4 22,4.9 22,6V18C22,19.1 21.1,20 20,20H4C2.9,20 2,19.1 2,18V6C2,4.9 2.9,4 4,4ZM5,17H19L14.5,11L11,15.5L8.5,12.5ZM8,7A1.5,1.5 0 0 0 8,10A1.5,1.5 0 0 0 8,7Z")

    /** 扫码 */
    val Scan: ImageVector = sign("scan", "M3,3H10V10H3ZM5,5V8H8V5ZM14,3H21V10H14ZM16,5V8H19V5ZM3,14H10V21H3ZM5,16V19H8V16ZM14,14H17V17H14ZM18,18H21V21H18ZM18,14H21V16H18ZM14,18H16V21H14Z")

    /** 代表证 */
    val Card: ImageVector = sign("card", "M4,4H20C21.1,4 22,4.9 22,6V18C22,19.1 21.1,20 20,20H4C2.9,20 2,19.1 2,18V6C2,4.9 2.9,4 4,4ZM8.5,8A2.2,2.2 0 0 0 8.5,12.4A2.2,2.2 0 0 0 8.5,8ZM4.5,16.5H12.5C12.5,14.5 10.5,13.6 8.5,13.6C6.5,13.6 4.5,14.5 4.5,16.5ZM14.5,9V10.6H19.5V9ZM14.5,13V14.6H19.5V13Z")

    /** 云听案 */
    val Hearing: ImageVector = sign("hearing", "M11,2H13V4H19V6H17.6L20.5,13C20.5,14.9 18.9,16 17,16C15.1,16 13.5,14.9 13.5,13L16.4,6H13V19H17V21H7V19H11V6H7.6L10.5,13C10.5,14.9 8.9,16 7,16C5.1,16 3.5,14.9 3.5,13L6.4,6H5V4H11ZM7,8.2L5.1,13H8.9ZM17,8.2L15.1,13H18.9Z")
}
